package ai.memoturn.embedded.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.SqlConnection;

/**
 * What must hold of the schema whatever statements have made of it.
 */
final class SqlSchema {

	/** What the names of the tables behind a full-text index end with. */
	private static final Set<String> BEHIND = Set.of("_data", "_idx", "_content", "_docsize", "_config");

	private static final String IS_BEHIND = """
			SELECT 1 FROM sqlite_schema
			WHERE type = 'table' AND lower(name) = ? AND lower(substr(sql, 1, 20)) = 'create virtual table'""";

	/** Objects of users that would reach a table of the node. */
	private static final String REACHES_RESERVED = """
			SELECT 1 FROM sqlite_schema
			WHERE instr(lower(sql), '__memoturn') AND lower(substr(tbl_name, 1, 11)) <> '__memoturn_'""";

	/** Objects that would write into the tables behind a full-text index. */
	private static final String REACHES_BEHIND = """
			SELECT 1 FROM sqlite_schema AS fts, sqlite_schema AS object,
				(SELECT column1 AS ending FROM (VALUES ('_data'), ('_idx'), ('_content'), ('_docsize'), ('_config')))
			WHERE lower(substr(fts.sql, 1, 20)) = 'create virtual table' AND object.type IN ('trigger', 'index')
				AND instr(lower(object.sql), lower(fts.name) || ending)""";

	private SqlSchema() {
	}

	/**
	 * Return whether a name may be one of a table behind a full-text index.
	 */
	static boolean isLikeBehind(String name) {
		int underscore = name.lastIndexOf('_');
		return underscore > 0 && BEHIND.contains(name.substring(underscore));
	}

	/**
	 * Refuse a statement that changes a table behind a full-text index: SQLite trusts
	 * what it finds there.
	 */
	static void checkNotBehind(SqlConnection connection, Set<String> names) throws SQLException {
		PreparedStatement select = connection.prepare(IS_BEHIND);
		for (String name : names) {
			select.setString(1, name.substring(0, name.lastIndexOf('_')));
			try (ResultSet rows = select.executeQuery()) {
				if (rows.next()) {
					throw forbidden("the tables behind a full-text index cannot be changed");
				}
			}
		}
	}

	/**
	 * Refuse a schema in which something of a user's reaches where it must not.
	 */
	static void check(SqlConnection connection) throws SQLException {
		for (String query : new String[] { REACHES_RESERVED, REACHES_BEHIND }) {
			try (ResultSet rows = connection.prepare(query).executeQuery()) {
				if (rows.next()) {
					throw forbidden("the statement leads to a table that is not yours");
				}
			}
		}
	}

	private static Fault forbidden(String message) {
		return new Fault(FaultCode.FORBIDDEN, message);
	}

}
