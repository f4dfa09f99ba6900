package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a statement of a user could cost at the worst between two moments at which SQLite
 * can be stopped, by what it is compiled to. SQLite sees that it is interrupted only when
 * a program jumps back, so that a straight line of functions runs to its end, and a
 * single call of one always does. Both last in proportion to the length that values may
 * have: that length is what gets limited.
 *
 * @param nanosPerByte how long all instructions together take for values of a length
 * @param copies how many values of that length can be in memory at a time
 * @param growing whether it keeps values without a limit to their number
 * @param emptied the root pages of what it empties, or drops, at once
 */
record StatementCost(long nanosPerByte, long copies, boolean growing, Set<Long> emptied) {

	private static final String BEHIND = """
			SELECT rootpage FROM sqlite_schema
			WHERE rootpage > 0 AND lower(substr(tbl_name, 1, length(?1))) = lower(?1)""";

	/** What is not worth a look. */
	private static final StatementCost NONE = new StatementCost(0, 0);

	/** What the values of one statement may occupy, in bytes. */
	private static final long MOST_MEMORY = 192L * 1024 * 1024;

	/** Values shorter than this are worth more than the time that they may cost. */
	private static final int USUAL_VALUE = 1024 * 1024;

	private static final StatementCost FUNCTION = new StatementCost(20, 2);

	private static final StatementCost JSON = new StatementCost(30, 4);

	/** Everything that they are given is kept until the last row is there. */
	private static final StatementCost GROWS = new StatementCost(30, 4, true, Set.of());

	/** They look at their arguments at most once. */
	private static final StatementCost LIGHT = new StatementCost(5, 1);

	/** Each of their hundred arguments can have the full length. */
	private static final StatementCost BUILDS = new StatementCost(200, 100);

	/** Each of their hundred arguments can be a path that leads through all of it. */
	private static final StatementCost SEARCHES = new StatementCost(400, 6);

	/** Two hundred and fifty bytes of a pattern can be compared at each place. */
	private static final StatementCost MATCHES = new StatementCost(1600, 0);

	/**
	 * Every member is looked up among those of the other object: a square, which at the
	 * length that this allows in five seconds takes as long.
	 */
	private static final StatementCost MERGES = new StatementCost(24_000, 4);

	/** A text is split into tokens, all of which are kept until the row is there. */
	private static final StatementCost INDEXES = new StatementCost(5000, 30);

	/** Every term of a query costs as much as there are terms before it: a square too. */
	private static final StatementCost QUERIES = new StatementCost(12_000, 2);

	private static final StatementCost MOVES = new StatementCost(3, 1);

	private static final StatementCost KEEPS = new StatementCost(0, 0, true, Set.of());

	/**
	 * What is sorted goes to a file in runs of eight megabytes, of each of which a row is
	 * in memory in the end. There is no limit to their number but time: measured, 56
	 * megabytes for each 400 of rows of one megabyte.
	 */
	private static final StatementCost SORTS = new StatementCost(0, 190);

	private static final StatementCost COMPARES = new StatementCost(3, 0);

	private static final StatementCost CALCULATES = new StatementCost(8, 0);

	/**
	 * By name: twice of what was measured, or more, with the worst arguments that were
	 * found.
	 */
	private static final Map<String, StatementCost> FUNCTIONS = functions();

	private StatementCost(long nanosPerByte, long copies) {
		this(nanosPerByte, copies, false, Set.of());
	}

	private static Map<String, StatementCost> functions() {
		Map<String, StatementCost> costs = new HashMap<>();
		for (String name : new String[] { "concat", "concat_ws", "printf", "format", "json_array", "jsonb_array",
				"json_object", "jsonb_object", "json_insert", "jsonb_insert", "json_replace", "jsonb_replace",
				"json_set", "jsonb_set", "json_array_insert", "jsonb_array_insert" }) {
			costs.put(name, BUILDS);
		}
		for (String name : new String[] { "json_extract", "jsonb_extract", "json_remove", "jsonb_remove" }) {
			costs.put(name, SEARCHES);
		}
		for (String name : new String[] { "zeroblob", "length", "octet_length", "typeof", "substr", "substring", "max",
				"min", "nullif", "count", "coalesce", "ifnull" }) {
			costs.put(name, LIGHT);
		}
		for (String name : new String[] { "json_group_array", "jsonb_group_array", "json_group_object",
				"jsonb_group_object", "median", "percentile", "percentile_cont", "percentile_disc" }) {
			costs.put(name, GROWS);
		}
		costs.put("like", MATCHES);
		costs.put("glob", MATCHES);
		costs.put("json_patch", MERGES);
		costs.put("jsonb_patch", MERGES);
		return costs;
	}

	/**
	 * Look at what a statement is compiled to. Its triggers and what its foreign keys do
	 * are in there too.
	 * @param session where it is to run
	 * @param sql the statement, which is not itself one that explains
	 * @throws SQLException if it cannot be compiled
	 */
	static StatementCost of(SqliteSession session, String sql) throws SQLException {
		long nanos = 0;
		long copies = 0;
		boolean growing = false;
		Set<Long> emptied = new HashSet<>();
		Map<Long, Integer> reads = new HashMap<>();
		try (PreparedStatement explain = session.compile("EXPLAIN " + sql); ResultSet rows = explain.executeQuery()) {
			while (rows.next()) {
				String opcode = rows.getString(2);
				if (opcode.equals("Column") || opcode.equals("Variable")) {
					// Those of one row are together no longer than a value, and so are
					// parameters, until one of them is read again.
					boolean column = opcode.equals("Column");
					long key = column ? rows.getLong(3) << 32 | rows.getLong(4) : -rows.getLong(3);
					boolean again = reads.merge(key, 1, Integer::sum) > 1;
					boolean first = reads.merge(column ? -1 - (rows.getLong(3) << 32) : Long.MIN_VALUE, 1,
							Integer::sum) == 1;
					if (again || first) {
						nanos += MOVES.nanosPerByte;
						copies += column ? MOVES.copies : 0;
					}
					continue;
				}
				StatementCost cost = of(opcode, rows);
				nanos += cost.nanosPerByte;
				copies += cost.copies;
				growing |= cost.growing;
				switch (opcode) {
					case "Clear", "Destroy" -> emptied.add(rows.getLong(3));
					case "VDestroy" -> emptied.addAll(behind(session, rows.getString(6)));
					default -> {
					}
				}
			}
		}
		return new StatementCost(nanos, copies, growing, emptied);
	}

	/**
	 * Return the root pages of the tables behind a virtual one, by how their names begin.
	 */
	private static Set<Long> behind(SqliteSession session, String table) throws SQLException {
		PreparedStatement select = session.prepare(BEHIND);
		select.setString(1, table + '_');
		Set<Long> roots = new HashSet<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				roots.add(rows.getLong(1));
			}
		}
		return roots;
	}

	private static StatementCost of(String opcode, ResultSet row) throws SQLException {
		return switch (opcode) {
			case "Function", "PureFunc", "AggStep", "AggInverse", "AggValue", "AggFinal" -> function(row.getString(6));
			// A few bytes of each row that is to be deleted.
			case "RowSetAdd" -> KEEPS;
			case "SorterOpen" -> SORTS;
			case "VUpdate" -> INDEXES;
			// Of all virtual tables only full-text indexes have a plan in words.
			case "VFilter" -> (row.getString(6) != null) ? QUERIES : JSON;
			case "VColumn", "Concat", "Cast", "Copy", "MakeRecord" -> MOVES;
			case "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "Compare" -> COMPARES;
			case "Add", "Subtract", "Multiply", "Divide", "Remainder", "BitAnd", "BitOr", "ShiftLeft", "ShiftRight",
					"BitNot", "Affinity" ->
				CALCULATES;
			default -> NONE;
		};
	}

	private static StatementCost function(@Nullable String signature) {
		String name = (signature != null) ? signature : "";
		int end = name.indexOf('(');
		name = (end > 0) ? name.substring(0, end) : name;
		return FUNCTIONS.getOrDefault(name, (name.startsWith("json") || name.startsWith("->")) ? JSON : FUNCTION);
	}

	/**
	 * Return how long values may be, in bytes: as long as they can be if a tenth of the
	 * time is enough to deal with them, but of a length that is usual even if that takes
	 * half of it.
	 * @param nanos the time, in nanoseconds
	 * @param grace by how much it may be exceeded, in nanoseconds
	 */
	int longestValue(long nanos, long grace) {
		long perByte = Math.max(1, this.nanosPerByte);
		long longest = Math.max((nanos / 10 + grace) / perByte, Math.min(USUAL_VALUE, (nanos / 2 + grace) / perByte));
		long most = Math.min(SqliteSession.LONGEST_VALUE, MOST_MEMORY / Math.max(1, this.copies));
		return (int) Math.min(most, longest);
	}

	/**
	 * Return how long the statement runs without a stop at the worst, in nanoseconds.
	 * @param length how long values may be, in bytes
	 */
	long nanos(int length) {
		return this.nanosPerByte * length;
	}

}
