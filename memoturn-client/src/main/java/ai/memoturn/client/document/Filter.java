package ai.memoturn.client.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which documents are meant. Made by {@link Filters#where(String)}; immutable, so that
 * every method returns a changed copy. {@link #toString()} does not show what is looked
 * for.
 * <p>
 * A path names members of objects, {@code a.b.c}, and {@code _id} the id. Values are
 * compared as scalars: what is missing is as {@code null}, {@code true} and {@code false}
 * are 1 and 0, an array or object is its compact JSON text. Numbers compare by value
 * whatever their type, texts by the bytes of their UTF-8; number and text are never
 * equal, and every number sorts below every text.
 * <p>
 * A comparison with {@code null} on either side is unknown, and only what is true
 * matches: unknown stays unknown under {@link Filters#not}. The one exception is
 * {@link Path#ne}.
 */
public final class Filter {

	private static final int MAX_DEPTH = 32;

	private static final int MAX_ALTERNATIVES = 1000;

	private static final String AND = "$and";

	private static final String OR = "$or";

	private static final String NOT = "$not";

	static final Filter ALL = new Filter(Map.of(), 0);

	private final Map<String, @Nullable Object> tree;

	private final int depth;

	private Filter(Map<String, @Nullable Object> tree, int depth) {
		Checks.argument(depth <= MAX_DEPTH,
				() -> "A filter may nest at most " + MAX_DEPTH + " levels of and, or and not");
		this.tree = tree;
		this.depth = depth;
	}

	static Filter of(Map<String, ?> filter) {
		// What this version does not know, the server may: it judges the rest.
		return new Filter(Paths.object("filter", filter), 0);
	}

	static Filter allOf(Collection<Filter> filters) {
		return combine(AND, filters);
	}

	static Filter anyOf(Collection<Filter> filters) {
		return combine(OR, filters);
	}

	static Filter noneOf(Filter filter) {
		Checks.notNull("filter", filter);
		return new Filter(Map.of(NOT, filter.tree), filter.depth + 1);
	}

	private static Filter combine(String operator, Collection<Filter> filters) {
		List<Object> trees = new ArrayList<>();
		int depth = 0;
		for (Filter filter : Checks.notNull("filters", filters)) {
			trees.add(Checks.notNull("filters[" + trees.size() + "]", filter).tree);
			depth = Math.max(depth, filter.depth);
		}
		Checks.argument(!trees.isEmpty(), () -> "filters must hold at least one filter");
		return new Filter(Map.of(operator, Collections.unmodifiableList(trees)), depth + 1);
	}

	/**
	 * Demand something else, too: continue with what the value at another path must be.
	 * @param path the path, as in {@link Filters#where(String)}
	 * @return takes the condition
	 * @throws IllegalArgumentException if the path breaks the rule
	 */
	public Path and(String path) {
		return new Path(path, this::and);
	}

	/**
	 * Demand other filters, too.
	 * @param others the filters that must match, too
	 * @return the changed copy
	 * @throws IllegalArgumentException if this nests more than 32 levels
	 */
	public Filter and(Filter... others) {
		Filter all = this;
		for (Filter other : Checks.elements("others", others)) {
			all = all.and(other);
		}
		return all;
	}

	// All members of an object must hold, so that different ones need no operator.
	private Filter and(Filter other) {
		if (Collections.disjoint(this.tree.keySet(), other.tree.keySet())) {
			Map<String, @Nullable Object> both = new LinkedHashMap<>(this.tree);
			both.putAll(other.tree);
			return new Filter(Collections.unmodifiableMap(both), Math.max(this.depth, other.depth));
		}
		return allOf(List.of(this, other));
	}

	/**
	 * Accept other filters instead.
	 * @param others the filters of which one suffices if this one does not match
	 * @return the changed copy
	 * @throws IllegalArgumentException if this nests more than 32 levels
	 */
	public Filter or(Filter... others) {
		List<Filter> all = new ArrayList<>(List.of(this));
		all.addAll(Checks.elements("others", others));
		return anyOf(all);
	}

	Map<String, @Nullable Object> tree() {
		return this.tree;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Filter that) && this.tree.equals(that.tree);
	}

	@Override
	public int hashCode() {
		return this.tree.hashCode();
	}

	@Override
	public String toString() {
		return "Filter[" + String.join(", ", this.tree.keySet()) + "]";
	}

	/**
	 * A path, waiting for what the value there must be. Values to compare with are a
	 * {@code String}, an integer from -2^63 to 2^64-1, a finite {@code double} or
	 * {@code float}, a {@code boolean} or {@code null}; anything else is an
	 * {@link IllegalArgumentException}.
	 */
	public static final class Path {

		private final String path;

		private final Function<Filter, Filter> attach;

		Path(String path, Function<Filter, Filter> attach) {
			this.path = Paths.bounded(path);
			this.attach = attach;
		}

		/**
		 * Demand that the value equals another.
		 * @param value what it must equal; {@code null} equals nothing: see
		 * {@link #ne(Object)} and {@link #exists(boolean)}
		 * @return the filter
		 */
		public Filter is(@Nullable Object value) {
			return condition(Paths.scalar(this.path, value));
		}

		/**
		 * Demand that the value differs from another. What is missing differs from
		 * everything but {@code null}; {@code ne(null)} means present and not
		 * {@code null}.
		 * @param value what it must not equal
		 * @return the filter
		 */
		public Filter ne(@Nullable Object value) {
			return comparison("$ne", value);
		}

		/**
		 * Demand that the value is greater than another.
		 * @param value what it must be greater than
		 * @return the filter
		 */
		public Filter gt(Object value) {
			return comparison("$gt", value);
		}

		/**
		 * Demand that the value is greater than another or equals it.
		 * @param value what it must not be less than
		 * @return the filter
		 */
		public Filter gte(Object value) {
			return comparison("$gte", value);
		}

		/**
		 * Demand that the value is less than another.
		 * @param value what it must be less than
		 * @return the filter
		 */
		public Filter lt(Object value) {
			return comparison("$lt", value);
		}

		/**
		 * Demand that the value is less than another or equals it.
		 * @param value what it must not be greater than
		 * @return the filter
		 */
		public Filter lte(Object value) {
			return comparison("$lte", value);
		}

		/**
		 * Demand that the value equals one of some.
		 * @param values at most 1000 values; none match nothing
		 * @return the filter
		 */
		public Filter in(@Nullable Object... values) {
			return in(Arrays.asList(Checks.notNull("values", values)));
		}

		/**
		 * Demand that the value equals one of some.
		 * @param values at most 1000 values; none match nothing
		 * @return the filter
		 */
		public Filter in(Collection<?> values) {
			return alternatives("$in", values);
		}

		/**
		 * Demand that the value is there and equals none of some. If one of them is
		 * {@code null}, nothing matches.
		 * @param values at most 1000 values; none match everything
		 * @return the filter
		 */
		public Filter nin(@Nullable Object... values) {
			return nin(Arrays.asList(Checks.notNull("values", values)));
		}

		/**
		 * Demand that the value is there and equals none of some. If one of them is
		 * {@code null}, nothing matches.
		 * @param values at most 1000 values; none match everything
		 * @return the filter
		 */
		public Filter nin(Collection<?> values) {
			return alternatives("$nin", values);
		}

		/**
		 * Demand that there is a value, {@code null} included, or that there is none.
		 * @param exists {@code true} if there must be one
		 * @return the filter
		 */
		public Filter exists(boolean exists) {
			return condition(Map.of("$exists", exists));
		}

		private Filter comparison(String operator, @Nullable Object value) {
			return condition(Collections.singletonMap(operator, Paths.scalar(this.path, value)));
		}

		private Filter alternatives(String operator, Collection<?> values) {
			List<@Nullable Object> scalars = new ArrayList<>();
			for (Object value : Checks.notNull("values", values)) {
				scalars.add(Paths.scalar(this.path, value));
			}
			Checks.argument(scalars.size() <= MAX_ALTERNATIVES, () -> "values for " + this.path + " must be at most "
					+ MAX_ALTERNATIVES + ", but are " + scalars.size() + ": join several filters by or");
			return condition(Map.of(operator, Collections.unmodifiableList(scalars)));
		}

		private Filter condition(@Nullable Object condition) {
			return this.attach.apply(new Filter(Collections.singletonMap(this.path, condition), 0));
		}

	}

}
