package ai.memoturn.client;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import ai.memoturn.client.operation.Routes;
import ai.memoturn.client.operation.Routes.Route;
import ai.memoturn.client.testing.Face;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of routes in the module's README is what the code does.
 */
class RoutesTests {

	private static final Pattern ROW = Pattern.compile(
			"^\\| (GET|PUT|POST|DELETE) \\| `([^`]+)` \\| `([a-zA-Z.]+)` \\| `([a-zA-Z.]+)` \\|$", Pattern.MULTILINE);

	@Test
	void tableShouldListEveryOperationOfTheCode() throws Exception {
		assertThat(rows().stream().map((row) -> new Route(row.group(2), row.group(1), row.group(3))))
			.containsExactlyInAnyOrderElementsOf(Routes.all());
	}

	@Test
	void everyJavaCallShouldExistOnBothFaces() throws Exception {
		Map<String, Class<?>> faces = Face.TWINS.keySet()
			.stream()
			.collect(Collectors.toMap(Class::getSimpleName, (face) -> face));
		for (MatchResult row : rows()) {
			String[] call = row.group(4).split("\\.");
			Class<?> face = Objects.requireNonNull(faces.get(call[0]), call[0]);
			assertThat(face.getMethods()).extracting(Method::getName).contains(call[1]);
			assertThat(Objects.requireNonNull(Face.TWINS.get(face)).getMethods()).extracting(Method::getName)
				.contains(call[1]);
		}
	}

	@Test
	void namesOfOperationsShouldBeUnique() {
		assertThat(Routes.all()).extracting(Route::operation).doesNotHaveDuplicates().hasSizeGreaterThan(30);
	}

	private static List<MatchResult> rows() throws Exception {
		String readme = Files.readString(Path.of("README.md"));
		String table = readme.substring(readme.indexOf("## Routes"), readme.indexOf("## End to end"));
		List<MatchResult> rows = ROW.matcher(table).results().toList();
		assertThat(rows)
			.hasSize((int) Arrays.stream(table.split("\n")).filter((line) -> line.startsWith("| ")).count() - 2);
		return rows;
	}

}
