package ai.memoturn.embedded.store;

import java.sql.SQLException;
import java.util.Arrays;

/**
 * What the store needs of the SQLite that is in use; an application may have put another
 * one on its class path.
 */
final class SqliteLibrary {

	/** Older ones have known memory-safety flaws in FTS5. */
	private static final int[] FLOOR = { 3, 53, 2 };

	private SqliteLibrary() {
	}

	static void check(SqliteSession session) throws SQLException {
		check(session.queryText("SELECT sqlite_version()"),
				"1".equals(session.queryText("SELECT sqlite_compileoption_used('ENABLE_FTS5')")));
	}

	static void check(String version, boolean fullText) {
		int[] parts = Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
		if (Arrays.compare(parts, FLOOR) < 0) {
			throw new StoreOpenException("SQLite " + version + " is on the class path, but at least 3.53.2 is needed."
					+ " Raise the version of org.xerial:sqlite-jdbc.");
		}
		if (!fullText) {
			throw new StoreOpenException("The SQLite on the class path was built without FTS5."
					+ " Use the library inside org.xerial:sqlite-jdbc.");
		}
	}

}
