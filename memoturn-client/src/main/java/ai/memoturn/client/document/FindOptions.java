package ai.memoturn.client.document;

import ai.memoturn.client.operation.Checks;

/**
 * Makes options of a find; for static import:
 * {@code find(filter, sort("score", DESC), limit(10))}.
 */
public final class FindOptions {

	private FindOptions() {
	}

	/**
	 * Sort by the value at a path. Of documents that are equal there, the order is
	 * unspecified. Servers sort by several paths in the order of the paths' bytes and not
	 * of the request, so that only options in that order are accepted.
	 * @param path the path, as in {@link Filters#where(String)}
	 * @param direction the direction
	 * @return the option
	 * @throws IllegalArgumentException if the path breaks the rule
	 */
	public static FindOption sort(String path, Direction direction) {
		int sign = (Checks.notNull("direction", direction) == Direction.ASC) ? 1 : -1;
		return new FindOption(FindOption.Kind.SORT, Paths.bounded(path), sign);
	}

	/**
	 * Sort by the value at a path, ascending.
	 * @param path the path
	 * @return the option
	 * @see #sort(String, Direction)
	 */
	public static FindOption sort(String path) {
		return sort(path, Direction.ASC);
	}

	/**
	 * Find at most this many documents, in place of 100.
	 * @param limit 1 or more; the server finds at most 1000
	 * @return the option
	 * @throws IllegalArgumentException if the limit is below 1
	 */
	public static FindOption limit(int limit) {
		return new FindOption(FindOption.Kind.LIMIT, "", Checks.positive("limit", limit));
	}

	/**
	 * Leave out the first documents. To read a large collection page by page, sort by
	 * {@code _id} and demand one beyond the last instead: that stays right while others
	 * insert.
	 * @param skip how many: 0 or more
	 * @return the option
	 * @throws IllegalArgumentException if the number is negative
	 */
	public static FindOption skip(int skip) {
		Checks.argument(skip >= 0, () -> "skip must be 0 or more, but is " + skip);
		return new FindOption(FindOption.Kind.SKIP, "", skip);
	}

}
