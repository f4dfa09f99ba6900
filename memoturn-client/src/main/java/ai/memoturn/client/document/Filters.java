package ai.memoturn.client.document;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.client.operation.Checks;

/**
 * Makes filters; for static import:
 * {@code find(where("kind").is("fact").and("score").gt(0.5))}.
 */
public final class Filters {

	private Filters() {
	}

	/**
	 * Begin a filter with what the value at a path must be.
	 * @param path members joined by {@code .}, at most 200 characters of
	 * {@code A-Z a-z 0-9 _ - .}; {@code _id} is the id. Members with other names, and
	 * elements of arrays, cannot be addressed
	 * @return takes the condition
	 * @throws IllegalArgumentException if the path breaks the rule
	 */
	public static Filter.Path where(String path) {
		return new Filter.Path(path, Function.identity());
	}

	/**
	 * Return the filter that every document matches.
	 * @return the filter
	 */
	public static Filter all() {
		return Filter.ALL;
	}

	/**
	 * Demand that all of some filters match.
	 * @param filters at least one filter
	 * @return the filter
	 * @throws IllegalArgumentException if there is none, or this nests more than 32
	 * levels
	 */
	public static Filter and(Filter... filters) {
		return Filter.allOf(Arrays.asList(Checks.notNull("filters", filters)));
	}

	/**
	 * Demand that at least one of some filters matches.
	 * @param filters at least one filter
	 * @return the filter
	 * @throws IllegalArgumentException if there is none, or this nests more than 32
	 * levels
	 */
	public static Filter or(Filter... filters) {
		return Filter.anyOf(Arrays.asList(Checks.notNull("filters", filters)));
	}

	/**
	 * Demand that a filter is false; where it is unknown, because it compares what is
	 * missing, this is unknown, too, and does not match.
	 * @param filter the filter; of {@link #all()} this matches nothing
	 * @return the filter
	 * @throws IllegalArgumentException if this nests more than 32 levels
	 */
	public static Filter not(Filter filter) {
		return Filter.noneOf(filter);
	}

	/**
	 * Take a filter as the protocol spells it, for example
	 * {@code Map.of("score", Map.of("$gt", 0.5))}. Its operators are left for the server
	 * to judge.
	 * @param filter the filter; copied
	 * @return the filter
	 * @throws IllegalArgumentException if the map cannot become JSON
	 */
	public static Filter of(Map<String, ?> filter) {
		return Filter.of(filter);
	}

}
