package ai.memoturn.embedded.sql;

import java.util.Set;

/**
 * Names that mean more than what a user gave them to.
 */
final class SqlNames {

	/** What the names of all tables of the node begin with. */
	static final String RESERVED = "__memoturn_";

	/** Their full-text index has tables whose names begin with its own. */
	static final String RESERVED_STEM = "__memoturn";

	/** What of SQLite's own may be named: the schema table, and functions. */
	private static final Set<String> OPEN = Set.of("sqlite_master", "sqlite_schema", "sqlite_temp_master",
			"sqlite_temp_schema", "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get",
			"sqlite_compileoption_used");

	/** Virtual tables that show what lies behind the tables, or lead to other tables. */
	private static final Set<String> CLOSED_MODULES = Set.of("dbstat", "fts5vocab", "fts4aux", "fts3tokenize");

	/**
	 * Functions that lead to other tables or into the library, and those of the driver
	 * that no limit on lengths stops in time or in memory. The protocol has none of them.
	 */
	private static final Set<String> CLOSED_FUNCTIONS = Set.of("load_extension", "fts3_tokenizer", "rtreecheck",
			"rtreenode", "rtreedepth", "replicate", "padl", "padr", "padc", "strfilter", "charindex", "mode",
			"lower_quartile", "upper_quartile", "json_pretty");

	/** Those that only show, and show nothing of this machine. */
	private static final Set<String> OPEN_PRAGMAS = Set.of("application_id", "collation_list", "compile_options",
			"encoding", "foreign_key_check", "foreign_key_list", "foreign_keys", "freelist_count", "function_list",
			"index_info", "index_list", "index_xinfo", "integrity_check", "module_list", "page_count", "page_size",
			"pragma_list", "quick_check", "schema_version", "table_info", "table_list", "table_xinfo", "user_version",
			"defer_foreign_keys", "data_version");

	/** Of these the argument says what is wanted; of the others it would be a setting. */
	private static final Set<String> QUESTIONS = Set.of("foreign_key_check", "foreign_key_list", "index_info",
			"index_list", "index_xinfo", "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo");

	private static final Set<String> TRUE = Set.of("on", "true", "yes", "1");

	private static final Set<String> FALSE = Set.of("off", "false", "no", "0");

	private static final String PRAGMA_TABLE = "pragma_";

	private SqlNames() {
	}

	/**
	 * Return whether a name, in lower case, is one of a table or view that users have no
	 * business with, the reserved ones aside.
	 */
	static boolean isClosed(String name) {
		return (name.startsWith("sqlite_") && !OPEN.contains(name)) || CLOSED_MODULES.contains(name)
				|| (name.startsWith(PRAGMA_TABLE) && !QUESTIONS.contains(name.substring(PRAGMA_TABLE.length()))
						&& !OPEN_PRAGMAS.contains(name.substring(PRAGMA_TABLE.length())));
	}

	static boolean isClosedFunction(String name) {
		return CLOSED_FUNCTIONS.contains(name);
	}

	static boolean isOpenPragma(String name) {
		return OPEN_PRAGMAS.contains(name);
	}

	/**
	 * Return whether a value may be given to a pragma.
	 * @param pragma one that is open
	 * @param value in lower case, without quotes
	 */
	static boolean isOpenPragmaValue(String pragma, String value) {
		return switch (pragma) {
			// Always on; to turn it off would be without effect in a transaction.
			case "foreign_keys" -> TRUE.contains(value);
			// Until the end of the transaction.
			case "defer_foreign_keys" -> TRUE.contains(value) || FALSE.contains(value);
			default -> QUESTIONS.contains(pragma);
		};
	}

}
