package ai.memoturn.embedded.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the decision about a request depends on.
 *
 * @param method the method as it was sent
 * @param rawSegments the segments of the path as they were sent
 * @param segments the same, decoded; routes act on exactly these
 * @param bearer the credential, {@code null} if there is none
 */
public record AccessRequest(String method, List<String> rawSegments, List<String> segments, @Nullable String bearer) {

	private static final String SCHEME = "Bearer ";

	/**
	 * Find the credential in the request's headers.
	 * @param authorizations the values of all {@code Authorization} headers
	 * @return the credential; {@code null} if there is none of the one scheme in the one
	 * spelling, or more than one header
	 */
	public static @Nullable String bearer(List<String> authorizations) {
		if (authorizations.size() != 1 || !authorizations.get(0).startsWith(SCHEME)) {
			return null;
		}
		return authorizations.get(0).substring(SCHEME.length());
	}

	/** Does not show the credential. */
	@Override
	public String toString() {
		return "AccessRequest[" + this.method + " " + this.rawSegments + "]";
	}

}
