package ai.memoturn.embedded.sql;

import java.util.Locale;
import java.util.Random;

/**
 * Makes statements that mix tables of users with those of the node, well-formed for the
 * most part, in every way of writing a name.
 */
final class SqlGrammar {

	private static final String[] RESERVED = { "__memoturn_memories", "__memoturn_meta", "__memoturn_messages",
			"__memoturn_sessions", "__memoturn_memories_fts", "__memoturn_memories_fts_content",
			"__memoturn_memory_vectors", "sqlite_sequence", "sqlite_stat4", "dbstat", "pragma_database_list" };

	private static final String[] OWN = { "t", "auto", "u", "v", "ft", "sqlite_master", "made0", "made1", "made2" };

	private static final String[] COLUMNS = { "a", "b", "*", "rowid", "summary", "content", "text", "name", "sql",
			"count(*)", "value" };

	private static final String[] PRAGMAS = { "table_info", "writable_schema", "user_version", "index_list",
			"foreign_keys", "journal_mode", "integrity_check", "query_only" };

	private final Random random;

	SqlGrammar(Random random) {
		this.random = random;
	}

	String statement() {
		String statement = switch (this.random.nextInt(16)) {
			case 0, 1, 2, 3 -> select(3);
			case 4 -> "INSERT " + any("", "OR IGNORE ", "OR REPLACE ", "OR ROLLBACK ") + "INTO " + table() + " "
					+ any("DEFAULT VALUES", "SELECT 1", "VALUES (" + value(2) + ")", select(2)) + returning();
			case 5 -> "UPDATE " + table() + " SET " + column() + " = " + value(2) + where(2) + returning();
			case 6 -> "DELETE FROM " + table() + where(2) + returning();
			case 7 -> "CREATE " + any("", "", "TEMP ") + any("TABLE ", "VIEW ") + any("", "IF NOT EXISTS ") + made()
					+ " AS " + select(2);
			case 8 -> "CREATE TABLE " + made() + " (a " + any("", "REFERENCES " + table() + " ON DELETE CASCADE",
					"CHECK (a <> " + value(1) + ")", "DEFAULT (" + value(1) + ")") + ", b)";
			case 9 -> "CREATE TRIGGER " + made() + any(" AFTER ", " BEFORE ") + any("INSERT", "DELETE", "UPDATE")
					+ " ON " + table() + " BEGIN "
					+ any(select(2), "DELETE FROM " + table(), "INSERT INTO t (b) " + select(1)) + "; END";
			case 10 -> "ALTER TABLE " + table() + any(" RENAME TO " + made(), " ADD COLUMN " + column(),
					" RENAME COLUMN a TO " + column(), " DROP COLUMN " + column());
			case 11 -> "DROP " + any("TABLE ", "VIEW ", "TRIGGER ", "INDEX ") + any("", "IF EXISTS ")
					+ any(made(), quoted(pick(RESERVED)));
			case 12 -> "CREATE VIRTUAL TABLE " + made() + " USING " + any("fts5", "fts5vocab", "dbstat", "rtree") + " ("
					+ any("a", "a, content=" + table(), table() + ", row") + ")";
			case 13 -> "PRAGMA " + any("", "main.") + pick(PRAGMAS) + any("", " = 1", "(" + table() + ")");
			case 14 -> any("ANALYZE ", "REINDEX ", "EXPLAIN SELECT * FROM ", "VACUUM ", "ATTACH ") + table();
			default -> "WITH x AS (" + select(2) + ") "
					+ any("SELECT * FROM x", "DELETE FROM " + table(), "INSERT INTO t (b) SELECT * FROM x");
		};
		return spaced(statement);
	}

	private String select(int depth) {
		String query = "SELECT " + ((depth > 1 && this.random.nextInt(4) == 0) ? value(depth) : column()) + " FROM "
				+ source(depth) + where(depth);
		return (depth > 1 && this.random.nextInt(6) == 0)
				? query + any(" UNION ALL ", " EXCEPT ", " UNION ") + select(depth - 1) : query;
	}

	private String source(int depth) {
		return switch (this.random.nextInt(8)) {
			case 0 -> (depth > 1) ? "(" + select(depth - 1) + ")" : table();
			case 1 -> table() + ", " + table() + " AS y";
			case 2 -> table() + " LEFT JOIN " + table() + " AS y ON 1";
			default -> table();
		};
	}

	private String where(int depth) {
		return switch (this.random.nextInt(5)) {
			case 0 -> " WHERE " + column() + " = " + value(depth - 1);
			case 1 -> " WHERE " + value(depth - 1) + " IN " + table();
			case 2 -> (depth > 1) ? " WHERE EXISTS (" + select(depth - 1) + ")" : "";
			default -> "";
		};
	}

	private String returning() {
		return (this.random.nextInt(4) == 0) ? " RETURNING " + value(2) : "";
	}

	private String value(int depth) {
		return switch (this.random.nextInt(6)) {
			case 0 -> (depth > 1) ? "(" + select(depth - 1) + " LIMIT 1)" : "1";
			case 1 -> "'" + pick(RESERVED) + "'";
			case 2 -> "'__mem' || 'oturn_memories'";
			case 3 -> column();
			case 4 -> "x'5f5f'";
			default -> Integer.toString(this.random.nextInt(9));
		};
	}

	private String column() {
		return pick(COLUMNS);
	}

	private String table() {
		return quoted((this.random.nextInt(5) < 2) ? pick(RESERVED) : pick(OWN));
	}

	private String made() {
		return quoted((this.random.nextInt(8) == 0) ? "__memoturn_made" : "made" + this.random.nextInt(3));
	}

	private String quoted(String name) {
		String cased = (this.random.nextInt(4) == 0) ? name.toUpperCase(Locale.ROOT) : name;
		return any("", "", "", "main.") + switch (this.random.nextInt(8)) {
			case 0 -> "\"" + cased + "\"";
			case 1 -> "[" + cased + "]";
			case 2 -> "`" + cased + "`";
			case 3, 4 -> "'" + cased + "'";
			default -> cased;
		};
	}

	/** Blanks and comments where SQLite takes any. */
	private String spaced(String statement) {
		return switch (this.random.nextInt(10)) {
			case 0 -> statement.replace(" ", "/**/");
			case 1 -> statement.replace(" ", "\n--'\n");
			case 2 -> "\ufeff; " + statement + " ;";
			case 3 -> statement.replace(" ", " /* \" ' */ ");
			default -> statement;
		};
	}

	private String any(String... choices) {
		return pick(choices);
	}

	private String pick(String[] choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
