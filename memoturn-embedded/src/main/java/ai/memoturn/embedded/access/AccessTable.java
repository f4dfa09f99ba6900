package ai.memoturn.embedded.access;

import java.util.List;

/**
 * What every route of the protocol asks of its caller (protocol, security and governance,
 * 1.2 and 1.5). It goes by the shape of the path, before any route is looked for; what
 * has none of these shapes needs {@link AccessRule#ADMIN}.
 */
public final class AccessTable {

	/** Matches one segment. */
	private static final String ANY = "{}";

	/** Matches all segments that are left, at least one. */
	private static final String REST = "{}...";

	private static final String PROFILE = "/v1/memory/{}/{}";

	private static final String DATABASE = "/v1/db/{}";

	/** The first that matches counts. */
	private static final List<Row> ROWS = List.of(
			// Control, and what needs nothing
			any("/health", AccessRule.OPEN), any("/v1/databases", AccessRule.PLATFORM),
			any("/v1/databases/{}", AccessRule.PLATFORM), any("/v1/databases/{}/tokens", AccessRule.PLATFORM),
			any("/v1/namespaces/{}/tokens", AccessRule.PLATFORM), any("/v1/namespaces/{}/policy", AccessRule.PLATFORM),
			row("/v1/namespaces/{}/audit", AccessRule.PLATFORM_OR_NAMESPACE_ADMIN, AccessRule.PLATFORM),
			// Memory
			any("/v1/memory/{}", AccessRule.NAMESPACE), any(PROFILE + "/recall", AccessRule.READ),
			any(PROFILE + "/ask", AccessRule.READ), any(PROFILE + "/extract", AccessRule.WRITE),
			any(PROFILE + "/memories", AccessRule.WRITE),
			row(PROFILE + "/memories/{}", AccessRule.READ, AccessRule.WRITE),
			any(PROFILE + "/sessions", AccessRule.READ), any(PROFILE + "/sessions/{}", AccessRule.WRITE),
			row(PROFILE + "/policy", AccessRule.READ, AccessRule.ADMIN),
			row(PROFILE + "/erasures", AccessRule.READ, AccessRule.WRITE),
			any(PROFILE + "/erasures/{}", AccessRule.READ),
			// Of this node, not of the protocol, which asks for as much of what it does
			// not know
			any(PROFILE + "/export", AccessRule.ADMIN), any(PROFILE + "/import", AccessRule.ADMIN),
			// Database; /sql asks for more once it has seen what the statements do
			any(DATABASE + "/sql", AccessRule.READ), any(DATABASE + "/sync", AccessRule.WRITE),
			any(DATABASE + "/branches", AccessRule.ADMIN), any(DATABASE + "/branches/{}...", AccessRule.ADMIN),
			row(DATABASE + "/kv/{}...", AccessRule.READ, AccessRule.WRITE),
			any(DATABASE + "/docs/{}/find", AccessRule.READ), any(DATABASE + "/docs/{}/{}", AccessRule.WRITE),
			any(DATABASE + "/vectors/{}/search", AccessRule.READ), any(DATABASE + "/vectors/{}", AccessRule.WRITE),
			row(DATABASE + "/memory/{}/turns", AccessRule.READ, AccessRule.WRITE),
			any(DATABASE + "/memory/{}/search", AccessRule.READ));

	private AccessTable() {
	}

	private static Row any(String shape, AccessRule rule) {
		return row(shape, rule, rule);
	}

	private static Row row(String shape, AccessRule get, AccessRule other) {
		return new Row(shape, List.of(shape.substring(1).split("/")), get, other);
	}

	/**
	 * Return what a request asks of its caller.
	 * @param method the method as it was sent; {@code HEAD} is not {@code GET}
	 * @param segments the segments of the path as they were sent, not decoded
	 * @return the rule
	 */
	public static AccessRule rule(String method, List<String> segments) {
		for (Row row : ROWS) {
			if (row.matches(segments)) {
				return method.equals("GET") ? row.get() : row.other();
			}
		}
		return AccessRule.ADMIN;
	}

	/**
	 * Return whether the table knows a path.
	 * @param segments its segments; any text stands for the value of a variable
	 * @return whether there is a row for it
	 */
	public static boolean knows(List<String> segments) {
		return ROWS.stream().anyMatch((row) -> row.matches(segments));
	}

	/**
	 * @param shape the path
	 * @param segments its segments
	 * @param get what {@code GET}, and nothing but that, asks for
	 * @param other what all other methods ask for
	 */
	private record Row(String shape, List<String> segments, AccessRule get, AccessRule other) {

		boolean matches(List<String> path) {
			int last = this.segments.size() - 1;
			boolean open = this.segments.get(last).equals(REST);
			if (open ? path.size() <= last : path.size() != last + 1) {
				return false;
			}
			for (int i = 0; i <= last; i++) {
				String expected = this.segments.get(i);
				if (!expected.startsWith(ANY) && !expected.equals(path.get(i))) {
					return false;
				}
			}
			return true;
		}

	}

}
