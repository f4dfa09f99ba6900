package ai.memoturn.embedded.document;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.json.JsonKind;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.store.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * A find, checked and compiled to one SQL statement.
 */
final class Find {

	private static final int MOST_RESULTS = 1000;

	/** Of the documents of one answer together. */
	private static final int MOST_CHARACTERS = 64 << 20;

	/** What SQLite accepts is 2000. */
	private static final int MOST_SORT_KEYS = 1000;

	private final Filter filter;

	private final String order;

	private final long limit;

	private final long skip;

	private Find(Filter filter, String order, long limit, long skip) {
		this.filter = filter;
		this.order = order;
		this.limit = limit;
		this.skip = skip;
	}

	/**
	 * Compile a query.
	 * @param query what to find
	 * @return the find
	 * @throws Fault {@code invalid_request} if filter or sort is none
	 */
	static Find compile(FindQuery query) {
		Filter filter = Filter.compile((query.filter() != null) ? query.filter() : "{}");
		return new Find(filter, order(query.sort()), Math.min(query.limit(), MOST_RESULTS), query.skip());
	}

	private static String order(@Nullable String sort) {
		List<String> keys = (sort != null) ? JsonReader.readText(sort, Find::keys) : List.of();
		return keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys);
	}

	private static List<String> keys(JsonReader json) {
		if (json.kind() != JsonKind.OBJECT) {
			throw Refusal.of("sort must be an object");
		}
		List<String> keys = new ArrayList<>();
		json.beginObject();
		for (String text = json.nextField(); text != null; text = json.nextField()) {
			FieldPath path = FieldPath.queried(text);
			keys.add(path.value() + switch (json.canonical()) {
				case "1" -> " ASC";
				case "-1" -> " DESC";
				default -> throw Refusal.of("sort of " + Refusal.shown(text) + " must be 1 or -1");
			});
		}
		if (keys.size() > MOST_SORT_KEYS) {
			throw Refusal.of("sort has more than " + MOST_SORT_KEYS + " keys");
		}
		return keys;
	}

	/**
	 * Return the statement that finds.
	 * @param collection the checked name of a collection that exists
	 */
	String sql(String collection) {
		return "SELECT json(doc) FROM " + DocumentTables.table(collection) + " WHERE " + this.filter.sql() + this.order
				+ " LIMIT ? OFFSET ?";
	}

	List<String> run(Snapshot snapshot, String collection) throws SQLException {
		PreparedStatement select = snapshot.prepare(sql(collection));
		int next = this.filter.bind(select);
		select.setLong(next, this.limit);
		select.setLong(next + 1, this.skip);
		List<String> found = new ArrayList<>();
		long characters = 0;
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				String document = rows.getString(1);
				characters += document.length();
				if (characters > MOST_CHARACTERS && !found.isEmpty()) {
					throw Refusal.of("the documents are too large to be answered at once: ask for fewer by limit");
				}
				found.add(document);
			}
		}
		return found;
	}

}
