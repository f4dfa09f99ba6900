package ai.memoturn.client.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Answer to one statement of a batch. New components may be added: read it, do not
 * construct it. {@link #toString()} does not show the rows.
 *
 * @param columns the names of the columns in their order, which may repeat; empty for a
 * statement that returns no rows
 * @param rows the values in the order of the columns: {@code Long}, {@code Double},
 * {@code String}, {@code byte[]} or {@code null}
 * @param rowsAffected how many rows the statement itself changed, without those of
 * triggers and foreign keys; 0 for a statement that returns rows, also if it writes
 */
public record StatementResult(List<String> columns, List<List<@Nullable Object>> rows, long rowsAffected) {

	public StatementResult {
		columns = List.copyOf(columns);
		rows = List.copyOf(rows);
	}

	/**
	 * Return the rows by the names of their columns.
	 * @return a map for each row, in the order of the columns; of columns with the same
	 * name the first counts
	 */
	public List<Map<String, @Nullable Object>> asMaps() {
		return this.rows.stream().map((row) -> Row.toMap(this.columns, row)).toList();
	}

	/**
	 * Return the rows as objects.
	 * @param <T> the type
	 * @param type as in {@link SqlSpec#query(Class)}
	 * @return an object for each row
	 * @throws IllegalArgumentException if a row does not fit the type
	 */
	public <T> List<T> as(Class<T> type) {
		return Row.withoutNull(objects(type));
	}

	// Holds null where a single value is NULL.
	@SuppressWarnings("NullAway") // Whoever calls this looks for it.
	<T> List<T> objects(Class<T> type) {
		List<T> objects = new ArrayList<>(this.rows.size());
		for (List<@Nullable Object> row : this.rows) {
			objects.add(Row.to(this.columns, row, type));
		}
		return Collections.unmodifiableList(objects);
	}

	@Override
	public String toString() {
		return "StatementResult[columns=" + this.columns.size() + ", rows=" + this.rows.size() + ", rowsAffected="
				+ this.rowsAffected + "]";
	}

}
