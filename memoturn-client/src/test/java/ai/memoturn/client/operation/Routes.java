package ai.memoturn.client.operation;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The operations of the client, found in its compiled classes.
 */
public final class Routes {

	private Routes() {
	}

	/**
	 * Return every operation that the client describes.
	 * @return the operations, sorted by path and method
	 */
	public static List<Route> all() {
		try {
			Path classes = Path.of(Operation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			List<Route> routes = new ArrayList<>();
			try (Stream<Path> files = Files.walk(classes)) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
					addOperations(classes.relativize(file).toString(), routes);
				}
			}
			return routes.stream().sorted().toList();
		}
		catch (IOException | URISyntaxException | ReflectiveOperationException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void addOperations(String file, List<Route> routes) throws ReflectiveOperationException {
		Class<?> type = Class
			.forName(file.substring(0, file.length() - ".class".length()).replace('/', '.').replace('\\', '.'));
		for (Field field : type.getDeclaredFields()) {
			if (field.getType() == Operation.class && Modifier.isStatic(field.getModifiers())) {
				field.setAccessible(true);
				Operation<?> operation = (Operation<?>) Objects.requireNonNull(field.get(null));
				routes.add(new Route(operation.path().toString(), operation.method().name(), operation.name()));
			}
		}
	}

	/**
	 * One operation.
	 *
	 * @param path the path, with variables
	 * @param method the HTTP method
	 * @param operation the name
	 */
	public record Route(String path, String method, String operation) implements Comparable<Route> {

		@Override
		public int compareTo(Route other) {
			return toString().compareTo(other.toString());
		}

	}

}
