package ai.memoturn.embedded.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.SqlConnection;

/**
 * What a statement is compiled to, for those whose text does not settle it (reliability
 * S1). Whatever way a table is named, its root page is in the program, those of triggers,
 * views and foreign keys included.
 */
final class SqlProgram {

	private static final String CLOSED_ROOTS = """
			SELECT rootpage FROM sqlite_schema
			WHERE rootpage > 0 AND (lower(substr(tbl_name, 1, 11)) = '__memoturn_'
				OR ?1 AND lower(substr(tbl_name, 1, 7)) = 'sqlite_')""";

	/** The second operand of {@code OpenWrite} is a register, not a page. */
	private static final int ROOT_IN_REGISTER = 0x10;

	private SqlProgram() {
	}

	/**
	 * Refuse a statement that touches a closed table, or a virtual one, of which the
	 * program does not show what lies behind.
	 * @param connection where it is to run, in the same transaction
	 * @param statement the statement
	 * @throws SQLException if it cannot be compiled
	 */
	static void check(SqlConnection connection, GuardedStatement statement) throws SQLException {
		Set<Long> closed = closedRoots(connection,
				statement.kind() != GuardedStatement.Kind.MAINTENANCE && statement.namesOwn());
		try (PreparedStatement explain = connection.compile("EXPLAIN " + statement.explainable());
				ResultSet rows = explain.executeQuery()) {
			while (rows.next()) {
				check(rows, closed);
			}
		}
	}

	private static Set<Long> closedRoots(SqlConnection connection, boolean own) throws SQLException {
		PreparedStatement select = connection.prepare(CLOSED_ROOTS);
		select.setBoolean(1, own);
		Set<Long> roots = new HashSet<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				roots.add(rows.getLong(1));
			}
		}
		return roots;
	}

	private static void check(ResultSet row, Set<Long> closed) throws SQLException {
		String opcode = row.getString(2);
		long root = switch (opcode) {
			case "OpenRead", "ReopenIdx" -> row.getLong(4);
			case "OpenWrite" -> ((row.getInt(7) & ROOT_IN_REGISTER) == 0) ? row.getLong(4) : 0;
			case "Destroy", "Clear" -> row.getLong(3);
			case "VOpen", "VUpdate", "VBegin", "VCreate", "VDestroy", "VRename" ->
				throw forbidden("a reserved name may not occur beside a virtual table; send strings as parameters");
			default -> 0;
		};
		if (closed.contains(root)) {
			throw forbidden("reserved table access denied");
		}
	}

	private static Fault forbidden(String message) {
		return new Fault(FaultCode.FORBIDDEN, message);
	}

}
