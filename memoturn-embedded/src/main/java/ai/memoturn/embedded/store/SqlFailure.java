package ai.memoturn.embedded.store;

import java.sql.SQLException;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Whose fault it is that a statement of a user failed.
 */
public enum SqlFailure {

	/** The statement's: its text, its values, a constraint, a limit. */
	STATEMENT,

	/** It would have written on a connection that does not write. */
	WRITE,

	/** It was interrupted. */
	TIME,

	/** The storage's. */
	STORAGE;

	/**
	 * Return whose fault it is.
	 * @param exception what was thrown
	 * @return whose
	 */
	public static SqlFailure of(SQLException exception) {
		if (!(exception instanceof SQLiteException sqlite)) {
			return STATEMENT;
		}
		// The low byte is the primary code, the rest refines it.
		return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
			case SQLITE_READONLY -> WRITE;
			case SQLITE_INTERRUPT -> TIME;
			case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL,
					SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_PERM ->
				STORAGE;
			default -> STATEMENT;
		};
	}

	/**
	 * Return whether a text, a blob or a row was longer than it may be.
	 * @param exception what was thrown
	 * @return whether that is the reason
	 */
	public static boolean isTooLong(SQLException exception) {
		return exception instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_TOOBIG;
	}

	/**
	 * Return what SQLite says of a failure of the statement, without the driver's
	 * decoration.
	 * @param exception what was thrown
	 * @return the text
	 */
	public static String message(SQLException exception) {
		String message = String.valueOf(exception.getMessage());
		int from = message.startsWith("[") ? message.indexOf(" (") : -1;
		return (from >= 0 && message.endsWith(")")) ? message.substring(from + 2, message.length() - 1) : message;
	}

}
