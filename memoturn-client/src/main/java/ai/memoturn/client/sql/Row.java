package ai.memoturn.client.sql;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * What can be made of a row: the values of a statement's columns.
 */
final class Row {

	/** The only member of the object that stands for a blob. */
	static final String BLOB = "$base64";

	private Row() {
	}

	/**
	 * Read a row of an answer.
	 * @param columns how many columns there are
	 * @param row the row as it came
	 * @return its values
	 */
	static List<@Nullable Object> read(int columns, List<@Nullable Object> row) {
		if (row.size() != columns) {
			throw new IllegalStateException("A row with " + row.size() + " values for " + columns + " columns");
		}
		List<@Nullable Object> values = new ArrayList<>(columns);
		for (Object value : row) {
			values.add(read(value));
		}
		return Collections.unmodifiableList(values);
	}

	private static @Nullable Object read(@Nullable Object value) {
		if (value instanceof Map<?, ?> map && map.size() == 1 && map.get(BLOB) instanceof String blob) {
			return Base64.getDecoder().decode(blob);
		}
		if (value instanceof Map || value instanceof List) {
			throw new IllegalStateException("A value that no column holds");
		}
		return value;
	}

	static Map<String, @Nullable Object> toMap(List<String> columns, List<@Nullable Object> row) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		for (int i = 0; i < row.size(); i++) {
			if (!map.containsKey(columns.get(i))) {
				map.put(columns.get(i), row.get(i));
			}
		}
		return Collections.unmodifiableMap(map);
	}

	/**
	 * Turn a row into an object.
	 * @param <T> the type of the object
	 * @param columns the names of the columns
	 * @param row the values
	 * @param type the type of the object; one for a single value takes the only column
	 * @return the object, {@code null} for a single value that is NULL
	 */
	static <T> @Nullable T to(List<String> columns, List<@Nullable Object> row, Class<T> type) {
		if (Json.isSingleValue(type)) {
			if (row.size() != 1) {
				throw new IllegalArgumentException(
						"A row of " + row.size() + " columns does not fit " + type + ": select one column");
			}
			return Json.thawRow(row.get(0), type);
		}
		return Json.thawRow((type == Map.class) ? toMap(columns, row) : byProperty(columns, row), type);
	}

	// A column user_name belongs to a property userName, unless there is a column
	// username; the mapper ignores case.
	private static Map<String, @Nullable Object> byProperty(List<String> columns, List<@Nullable Object> row) {
		Map<String, @Nullable Object> properties = new HashMap<>();
		for (boolean asItIs : new boolean[] { true, false }) {
			for (int i = 0; i < row.size(); i++) {
				String name = columns.get(i).toLowerCase(Locale.ROOT);
				String property = asItIs ? name : name.replace("_", "");
				if (!properties.containsKey(property)) {
					properties.put(property, row.get(i));
				}
			}
		}
		return properties;
	}

	/**
	 * Return the only one of some rows, if there is one.
	 * @param <T> what the rows have become
	 * @param rows the rows
	 * @return the row
	 */
	static <T extends @Nullable Object> Optional<T> optional(List<T> rows) {
		if (rows.size() > 1) {
			throw new IllegalStateException("The statement returned " + rows.size() + " rows where one was expected");
		}
		return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(0));
	}

	static <T extends @Nullable Object> T single(List<T> rows) {
		return optional(rows).orElseThrow(() -> new NoSuchElementException(
				"The statement returned " + (rows.isEmpty() ? "no row" : "NULL") + " where a value was expected"));
	}

	static <T extends @Nullable Object> List<T> withoutNull(List<T> rows) {
		int absent = rows.indexOf(null);
		if (absent >= 0) {
			throw new IllegalArgumentException("Row " + absent + " is NULL, which no list of single values holds: "
					+ "exclude it, or ask for maps or objects");
		}
		return rows;
	}

}
