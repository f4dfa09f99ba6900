package ai.memoturn.boot.autoconfigure;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata generated from {@link MemoturnProperties}.
 */
class MemoturnPropertiesMetadataTests {

	// The first cannot be guessed; the timeouts and the bundle come from other
	// properties, the names of models from their providers.
	private static final String[] WITHOUT_DEFAULT = { "memoturn.url", "memoturn.token", "memoturn.platform-key",
			"memoturn.source", "memoturn.namespace", "memoturn.clients", "memoturn.scope.claim",
			"memoturn.scope.header", "memoturn.scope.tenant-claim", "memoturn.scope.tenant-header",
			"memoturn.response-timeout", "memoturn.max-waiting-calls", "memoturn.ssl.bundle",
			"memoturn.embedded.embedding.api-key", "memoturn.embedded.embedding.model",
			"memoturn.embedded.embedding.base-url", "memoturn.embedded.embedding.self-hosted-hosts",
			"memoturn.embedded.extraction.api-key", "memoturn.embedded.extraction.model",
			"memoturn.embedded.extraction.base-url", "memoturn.embedded.answers.api-key",
			"memoturn.embedded.answers.model", "memoturn.embedded.answers.base-url", "memoturn.embedded.erasure-grace",
			"memoturn.erasures.public-key" };

	@Test
	void everyKeyShouldBeDescribedAsBootDoes() throws IOException {
		for (JsonNode property : properties()) {
			String description = property.path("description").asString("");
			assertThat(description).as(property.path("name").asString())
				.isNotBlank()
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.matches((text) -> Character.isUpperCase(text.charAt(0)));
		}
	}

	@Test
	void everyKeyOfTheClassShouldBeInTheMetadata() throws IOException {
		Set<String> names = new LinkedHashSet<>();
		properties().forEach((property) -> names.add(property.path("name").asString()));
		assertThat(names).containsAll(keys("memoturn", MemoturnProperties.class))
			.contains("memoturn.retry.max-attempts", "memoturn.embedded.history.max-size",
					"management.health.memoturn.enabled");
	}

	@Test
	void modesAndEncodingsShouldHaveTheirDefaults() throws IOException {
		assertThat(defaultOf("memoturn.mode")).isEqualTo("auto");
		assertThat(defaultOf("memoturn.scope.encoding")).isEqualTo("strict");
		assertThat(defaultOf("memoturn.embedded.data-directory")).isEqualTo("memoturn-data");
	}

	@Test
	void everyKeyShouldHaveADefaultUnlessThereIsNoneThatFits() throws IOException {
		assertThat(properties()).filteredOn((property) -> property.path("defaultValue").isMissingNode())
			.extracting((property) -> property.path("name").asString())
			.containsExactlyInAnyOrder(WITHOUT_DEFAULT);
		assertThat(defaultOf("memoturn.embedded.history.retention")).isEqualTo("1d");
		assertThat(defaultOf("memoturn.embedded.history.max-size")).isEqualTo("1GB");
		assertThat(defaultOf("memoturn.retry.initial-interval")).isEqualTo("100ms");
	}

	@Test
	void everyKeyShouldBeInTheTableOfTheReadme() throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		assertThat(properties()).extracting((property) -> property.path("name").asString())
			.filteredOn((name) -> name.startsWith("memoturn.") && !name.equals("memoturn.clients"))
			.allSatisfy((name) -> assertThat(readme).contains("`" + name + "`"));
	}

	@Test
	void keysWithUsualValuesShouldHintAtThemAndTakeOthers() throws IOException {
		assertThat(metadata("hints")).extracting((hint) -> hint.path("name").asString())
			.contains("memoturn.url", "memoturn.scope.claim", "memoturn.scope.tenant-claim", "memoturn.embedded.port");
		assertThat(metadata("hints")).allSatisfy((hint) -> {
			assertThat(hint.path("values")).isNotEmpty();
			assertThat(hint.path("providers").path(0).path("name").asString()).isEqualTo("any");
		});
	}

	private static String defaultOf(String name) throws IOException {
		return properties().stream()
			.filter((property) -> property.path("name").asString().equals(name))
			.map((property) -> property.path("defaultValue").asString())
			.findFirst()
			.orElseThrow();
	}

	private static List<String> keys(String prefix, Class<?> type) {
		List<String> keys = new ArrayList<>();
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			String key = prefix + "." + toDashed(property.getName());
			if (isGroup(property.getPropertyType())) {
				keys.addAll(keys(key, property.getPropertyType()));
			}
			else if (property.getWriteMethod() != null) {
				keys.add(key);
			}
		}
		assertThat(keys).isNotEmpty().allMatch(ConfigurationPropertyName::isValid);
		return keys;
	}

	private static boolean isGroup(Class<?> type) {
		Class<?> enclosing = type.getEnclosingClass();
		return enclosing != null && !type.isEnum()
				&& (ClientProperties.class.isAssignableFrom(enclosing) || isGroup(enclosing));
	}

	private static String toDashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase();
	}

	private static List<JsonNode> properties() throws IOException {
		return metadata("properties");
	}

	private static List<JsonNode> metadata(String section) throws IOException {
		try (InputStream in = new ClassPathResource("META-INF/spring-configuration-metadata.json",
				MemoturnProperties.class.getClassLoader())
			.getInputStream()) {
			return new ArrayList<>(JsonMapper.shared().readTree(in).path(section).asArray().values());
		}
	}

}
