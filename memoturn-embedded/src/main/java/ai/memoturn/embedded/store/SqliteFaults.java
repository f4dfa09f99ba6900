package ai.memoturn.embedded.store;

import java.sql.SQLException;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What a failure of SQLite means to the caller: trouble that passes by itself (disk full,
 * I/O, locks) is {@code unavailable}, everything else is {@code internal}. SQLite's own
 * text only goes into the cause, since it may hold paths.
 */
final class SqliteFaults {

	private SqliteFaults() {
	}

	static Fault of(SQLException exception) {
		SQLiteErrorCode code = (exception instanceof SQLiteException sqlite) ? sqlite.getResultCode()
				: SQLiteErrorCode.SQLITE_ERROR;
		// The low byte is the primary code, the rest refines it.
		SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(code.code & 0xff);
		return switch (primary) {
			case SQLITE_FULL -> unavailable("the disk or the size limit of the database is full", exception);
			case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
				unavailable("the storage of the database cannot be read or written at the moment", exception);
			case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
				unavailable("the database is locked by another process", exception);
			case SQLITE_NOMEM -> unavailable("out of memory", exception);
			case SQLITE_INTERRUPT -> unavailable("the request took too long and was stopped", exception);
			case SQLITE_CORRUPT, SQLITE_NOTADB ->
				new Fault(FaultCode.INTERNAL, "the file of the database is damaged", exception);
			default -> new Fault(FaultCode.INTERNAL, "storage failure", exception);
		};
	}

	private static Fault unavailable(String message, SQLException cause) {
		return new Fault(FaultCode.UNAVAILABLE, message, cause);
	}

}
