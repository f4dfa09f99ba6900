package ai.memoturn.client.operation;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The origin, and perhaps path, under which a node's paths lie.
 */
public final class BaseUrl {

	private BaseUrl() {
	}

	/**
	 * Check a base URL and drop the slashes at its end.
	 * @param url the URL
	 * @return the URL to which paths are appended
	 * @throws IllegalArgumentException if it is not an absolute http or https URL with a
	 * host, or has user info, a query or a fragment; user info is not echoed
	 */
	public static URI of(@Nullable String url) {
		try {
			return of((url != null) ? new URI(url) : null);
		}
		catch (URISyntaxException ex) {
			// The exception quotes the URL, which may hold a password.
			throw new IllegalArgumentException("url is no valid URL: " + ex.getReason());
		}
	}

	/**
	 * Check a base URL and drop the slashes at its end.
	 * @param url the URL
	 * @return the URL to which paths are appended
	 * @throws IllegalArgumentException as of {@link #of(String)}
	 */
	public static URI of(@Nullable URI url) {
		Checks.argument(
				url != null && url.getScheme() != null && url.getScheme().toLowerCase(Locale.ROOT).matches("https?")
						&& !url.isOpaque(),
				"url must be an absolute http or https URL, for example http://127.0.0.1:8080");
		URI base = Checks.notNull("url", url);
		String authority = base.getRawAuthority();
		Checks.argument(authority == null || !authority.contains("@"),
				"url must not hold user info: set a token or platform key instead");
		Checks.argument(base.getHost() != null, "url must name a host");
		Checks.argument(base.getRawQuery() == null && base.getRawFragment() == null,
				"url must not have a query or a fragment");
		Checks.argument(base.getPort() != 0 && base.getPort() <= 65_535, "url must have a port from 1 to 65535");
		String path = base.getRawPath().replaceAll("/+$", "");
		Checks.argument(path.isEmpty() || Arrays.stream(path.substring(1).split("/", -1)).noneMatch(BaseUrl::isDots),
				"url must not have '.', '..' or empty segments in its path");
		return URI.create(base.getScheme() + "://" + authority + path);
	}

	private static boolean isDots(String segment) {
		return segment.replaceAll("(?i)%2e", ".").matches("\\.{0,2}");
	}

}
