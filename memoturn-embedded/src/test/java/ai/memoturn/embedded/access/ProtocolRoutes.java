package ai.memoturn.embedded.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The routes of the protocol as the document lists them.
 */
public final class ProtocolRoutes {

	private static final Pattern VARIABLE = Pattern.compile("\\{[^/]*}");

	private ProtocolRoutes() {
	}

	/**
	 * Read the list.
	 * @return its lines, a path twice where methods differ
	 */
	public static List<ProtocolRoute> all() {
		try (InputStream in = Objects.requireNonNull(ProtocolRoutes.class.getResourceAsStream("routes.txt"))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.startsWith("#"))
				.map(ProtocolRoute::parse)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A line of the list.
	 *
	 * @param method the method, {@code any}, or {@code other} for all but {@code GET}
	 * @param template the path
	 * @param rule what it asks for
	 */
	public record ProtocolRoute(String method, String template, String rule) {

		private static ProtocolRoute parse(String line) {
			String[] parts = line.split(" +", 3);
			return new ProtocolRoute(parts[0], parts[1], parts[2]);
		}

		/**
		 * Return whether the line is about a method.
		 * @param name the method
		 * @return whether it is
		 */
		public boolean covers(String name) {
			return switch (this.method) {
				case "any" -> true;
				case "other" -> !name.equals("GET");
				default -> name.equals(this.method);
			};
		}

		/**
		 * Return the path of a request.
		 * @param namespace the namespace
		 * @param profile the profile, which gives the database its name
		 * @return the path with a value for each variable
		 */
		String path(String namespace, String profile) {
			String data = this.template.startsWith("/v1/db/")
					? this.template.replace("{database}", namespace + "--" + profile)
					: this.template.replaceFirst("(/v1/(memory|namespaces)/)\\{namespace}", "$1" + namespace)
						.replace("{profile}", profile);
			return VARIABLE.matcher(data).replaceAll("nothing");
		}

	}

}
