package ai.memoturn.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What is in the jars besides classes. They are there when the build packages, as
 * {@code mvn verify} does: this module comes after all that are published.
 */
class PublishedJarsTests {

	private static final String AUTO_CONFIGURATION = "memoturn-spring-boot-autoconfigure";

	@ParameterizedTest
	@CsvSource({ "memoturn-client, ai.memoturn.client", "memoturn-embedded, ai.memoturn.embedded",
			"memoturn-spring-boot-autoconfigure, ai.memoturn.boot.autoconfigure",
			"memoturn-spring-boot-starter, ai.memoturn.boot.starter" })
	void manifestShouldNameTheModuleAndItsVersion(String module, String name) throws IOException {
		try (JarFile jar = jar(module)) {
			Attributes manifest = jar.getManifest().getMainAttributes();
			assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo(name);
			assertThat(manifest.getValue("Implementation-Version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
			assertThat(manifest.getValue("Implementation-Title")).startsWith("Memoturn ");
			// Every package that it holds belongs to it, so that modules do not clash.
			assertThat(jar.stream().map(Object::toString).filter((entry) -> entry.endsWith(".class")))
				.allMatch((entry) -> entry.startsWith("ai/memoturn/"));
		}
	}

	@Test
	void propertiesShouldBeDescribedToTools() throws IOException {
		try (JarFile jar = jar(AUTO_CONFIGURATION)) {
			JsonNode metadata = JsonMapper.shared().readTree(text(jar, "META-INF/spring-configuration-metadata.json"));
			List<String> names = names(metadata.path("properties"));
			assertThat(names).contains("memoturn.url", "memoturn.listener.batch", "memoturn.embedded.data-directory");
			// Written by hand and generated alike.
			JsonNode additional = JsonMapper.shared()
				.readTree(text(jar, "META-INF/additional-spring-configuration-metadata.json"));
			assertThat(names).containsAll(names(additional.path("properties")));
			assertThat(names(metadata.path("hints"))).isNotEmpty().containsAll(names(additional.path("hints")));
		}
	}

	private static List<String> names(JsonNode list) {
		return list.valueStream().map((entry) -> entry.path("name").asString()).toList();
	}

	@Test
	void everythingThatSpringLooksForShouldBeThere() throws IOException {
		try (JarFile jar = jar(AUTO_CONFIGURATION)) {
			List<String> autoConfigurations = lines(jar,
					"META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
			assertThat(autoConfigurations).isNotEmpty().isSorted().allSatisfy((name) -> assertClass(jar, name));
			// All of them, and conditions that need no class to be loaded.
			assertThat(jar.stream().map(Object::toString))
				.filteredOn((entry) -> entry.endsWith("AutoConfiguration.class"))
				.hasSameSizeAs(autoConfigurations);
			String conditions = text(jar, "META-INF/spring-autoconfigure-metadata.properties");
			assertThat(autoConfigurations).allSatisfy((name) -> assertThat(conditions).contains(name));
			assertFactories(jar, "META-INF/spring.factories");
			assertFactories(jar, "META-INF/spring/aot.factories");
			assertThat(lines(jar, "META-INF/services/io.micrometer.context.ThreadLocalAccessor"))
				.allSatisfy((name) -> assertClass(jar, name));
		}
		try (JarFile jar = jar("memoturn-client")) {
			assertFactories(jar, "META-INF/spring/aot.factories");
		}
	}

	private static void assertFactories(JarFile jar, String entry) throws IOException {
		assertThat(lines(jar, entry).stream()
			.filter((line) -> !line.endsWith("=\\"))
			.flatMap((line) -> Arrays.stream(line.split("[,\\\\]")))
			.filter((name) -> !name.isBlank())).isNotEmpty().allSatisfy((name) -> assertClass(jar, name));
	}

	private static void assertClass(JarFile jar, String name) {
		assertThat(jar.getEntry(name.replace('.', '/') + ".class")).as(name).isNotNull();
	}

	private static List<String> lines(JarFile jar, String entry) throws IOException {
		return text(jar, entry).lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
			.toList();
	}

	private static String text(JarFile jar, String entry) throws IOException {
		try (InputStream in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(entry), entry))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static JarFile jar(String module) {
		Path target = Path.of("..", module, "target");
		assumeThat(target).as("jars are there after mvn package").isDirectory();
		try (Stream<Path> files = Files.list(target)) {
			List<Path> jars = files
				.filter((file) -> file.getFileName().toString().matches(module + "-[0-9][^-]*(-SNAPSHOT)?\\.jar"))
				.toList();
			assumeThat(jars).as("jars are there after mvn package").isNotEmpty();
			assertThat(jars).hasSize(1);
			return new JarFile(jars.get(0).toFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
