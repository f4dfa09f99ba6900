package ai.memoturn.embedded.document;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.json.JsonKind;
import ai.memoturn.embedded.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * A filter, compiled to an SQL condition (protocol, database, 3.3). SQLite's comparisons
 * are the protocol's: three-valued, numbers below texts, texts by their bytes.
 */
final class Filter {

	private static final int MOST_LEVELS = 32;

	private static final int MOST_LISTED = 1000;

	/** Far below what SQLite accepts, and more than anybody writes. */
	private static final int MOST_CONDITIONS = 32_000;

	/**
	 * How many terms SQLite may see as what they are. It compares each of the constants
	 * in them with all others, and each of the terms, in order to save work: of ten
	 * thousand that takes seconds, and cannot be stopped.
	 */
	private static final int MOST_PLANNED = 500;

	/** What SQLite compiles, less what comes around the condition. */
	private static final int LONGEST = 990_000;

	private final List<@Nullable Object> operands = new ArrayList<>();

	private int conditions;

	private int terms;

	private String sql = "1";

	private Filter() {
	}

	/**
	 * Compile a filter.
	 * @param json its text
	 * @return the filter
	 * @throws Fault {@code invalid_request} if it is none
	 */
	static Filter compile(String json) {
		Filter filter = new Filter();
		String sql = JsonReader.readText(json, (reader) -> filter.object(reader, "filter", 0));
		if (sql.length() > LONGEST) {
			throw Refusal.of("filter has too many conditions");
		}
		filter.sql = (filter.terms > MOST_PLANNED) ? "+(" + sql + ")" : sql;
		return filter;
	}

	/**
	 * Return the condition, with a parameter for each operand.
	 */
	String sql() {
		return this.sql;
	}

	/**
	 * Bind the operands.
	 * @param statement a statement that begins with the condition, as far as parameters
	 * go
	 * @return the index of the parameter after them
	 */
	int bind(PreparedStatement statement) throws SQLException {
		int index = 1;
		for (Object operand : this.operands) {
			if (operand instanceof Long number) {
				statement.setLong(index, number);
			}
			else if (operand instanceof Double number) {
				statement.setDouble(index, number);
			}
			else if (operand instanceof String text) {
				statement.setString(index, text);
			}
			else {
				statement.setNull(index, Types.NULL);
			}
			index++;
		}
		return index;
	}

	private String object(JsonReader json, String what, int level) {
		if (json.kind() != JsonKind.OBJECT) {
			throw Refusal.of(what + " must be an object");
		}
		if (level > MOST_LEVELS) {
			throw Refusal.of("filter is nested deeper than " + MOST_LEVELS + " levels");
		}
		count();
		List<String> terms = new ArrayList<>();
		json.beginObject();
		for (String key = json.nextField(); key != null; key = json.nextField()) {
			switch (key) {
				case "$and" -> terms.add(list(json, key, " AND ", level + 1));
				case "$or" -> terms.add(list(json, key, " OR ", level + 1));
				case "$not" -> terms.add("NOT (" + object(json, key, level + 1) + ")");
				default -> {
					if (key.startsWith("$")) {
						throw unknown(key);
					}
					field(json, FieldPath.queried(key), terms);
				}
			}
		}
		return terms.isEmpty() ? "1" : joined(terms, " AND ");
	}

	private String list(JsonReader json, String operator, String join, int level) {
		if (json.kind() != JsonKind.ARRAY) {
			throw Refusal.of(operator + " must be an array of filters");
		}
		List<String> terms = new ArrayList<>();
		json.beginArray();
		while (json.nextElement()) {
			terms.add(object(json, "what is in " + operator, level));
		}
		if (terms.isEmpty()) {
			throw Refusal.of(operator + " must not be empty");
		}
		return joined(terms, join);
	}

	/**
	 * Join conditions. In halves, since SQLite bounds the depth of expressions and a
	 * chain is as deep as it is long.
	 */
	private static String joined(List<String> terms, String join) {
		int count = terms.size();
		return (count == 1) ? terms.get(0) : "(" + joined(terms.subList(0, count / 2), join) + join
				+ joined(terms.subList(count / 2, count), join) + ")";
	}

	private void field(JsonReader json, FieldPath path, List<String> terms) {
		if (json.kind() != JsonKind.OBJECT) {
			terms.add(path.value() + " = " + compared(json, path));
			return;
		}
		boolean empty = true;
		json.beginObject();
		for (String operator = json.nextField(); operator != null; operator = json.nextField()) {
			terms.add(condition(json, path, operator));
			empty = false;
		}
		if (empty) {
			throw Refusal.of("the condition on " + Refusal.shown(path.text()) + " has no operator");
		}
	}

	private String condition(JsonReader json, FieldPath path, String operator) {
		return switch (operator) {
			case "$eq" -> path.value() + " = " + compared(json, path);
			case "$ne" -> path.value() + " IS NOT " + compared(json, path);
			case "$gt" -> path.value() + " > " + compared(json, path);
			case "$gte" -> path.value() + " >= " + compared(json, path);
			case "$lt" -> path.value() + " < " + compared(json, path);
			case "$lte" -> path.value() + " <= " + compared(json, path);
			case "$in" -> isIn(json, path, operator, " IN (", "0");
			case "$nin" -> isIn(json, path, operator, " NOT IN (", "1");
			case "$exists" -> {
				if (json.kind() != JsonKind.BOOLEAN) {
					throw Refusal.of("$exists must be true or false");
				}
				count();
				yield json.bool() ? path.present() : "NOT (" + path.present() + ")";
			}
			default -> throw unknown(operator);
		};
	}

	private String isIn(JsonReader json, FieldPath path, String operator, String sqlOperator, String ifEmpty) {
		if (json.kind() != JsonKind.ARRAY) {
			throw Refusal.of(operator + " must be an array");
		}
		StringBuilder list = new StringBuilder();
		int size = 0;
		json.beginArray();
		while (json.nextElement()) {
			if (++size > MOST_LISTED) {
				throw Refusal.of(operator + " has more than " + MOST_LISTED + " items");
			}
			list.append((size > 1) ? ", " : "").append(operand(json, path));
		}
		// No comparison, so that NULL gives no NULL.
		return (size == 0) ? ifEmpty : path.value() + sqlOperator + list + ")";
	}

	private String compared(JsonReader json, FieldPath path) {
		String operand = operand(json, path);
		// No row number is a text, but SQLite does not know it.
		return (++this.terms > MOST_PLANNED) ? "iif(row = '', 0, " + operand + ")" : operand;
	}

	private String operand(JsonReader json, FieldPath path) {
		count();
		Object operand = switch (json.kind()) {
			case STRING -> json.string();
			case BOOLEAN -> json.bool() ? 1L : 0L;
			case NUMBER -> path.isId() ? json.canonical() : Numbers.parse(json.canonical());
			case NULL -> null;
			case OBJECT, ARRAY -> throw Refusal.of("the operand for " + Refusal.shown(path.text())
					+ " must be a string, a number, true, false or null");
		};
		// An id is text, and numbers are never equal to one.
		this.operands.add((path.isId() && operand != null) ? operand.toString() : operand);
		return "?";
	}

	private void count() {
		if (++this.conditions > MOST_CONDITIONS) {
			throw Refusal.of("filter has more than " + MOST_CONDITIONS + " conditions");
		}
	}

	private static Fault unknown(String operator) {
		return Refusal.of("unknown operator " + Refusal.shown(operator) + " in filter");
	}

}
