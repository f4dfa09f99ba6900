package ai.memoturn.boot.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.asm.ClassReader;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BootGenerationCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BootGenerationCheckTests {

	private static final int CONSTANT_CLASS = 7;

	private static final int CONSTANT_NAME_AND_TYPE = 12;

	private static final Pattern SIGNATURE = Pattern.compile("L([^;]+);");

	/** All of these were there in Spring Boot 3.0, in the same place. */
	private static final Set<String> IN_ALL_GENERATIONS = Set.of("org.springframework.boot.SpringBootVersion",
			"org.springframework.context.ApplicationContextInitializer",
			"org.springframework.context.ConfigurableApplicationContext", "org.springframework.core.Ordered",
			"org.springframework.boot.diagnostics.AbstractFailureAnalyzer",
			"org.springframework.boot.diagnostics.FailureAnalysis");

	@ParameterizedTest
	@CsvSource({ "3.5.6, Upgrade to Spring Boot 4.1", "3.0.0-RC1, Upgrade to Spring Boot 4.1",
			"4.0.9, Upgrade to Spring Boot 4.1", "2.7.18, Upgrade to Spring Boot 4.1",
			"5.0.0-M1, Use a newer memoturn-spring-boot-starter", "10.2, Use a newer memoturn-spring-boot-starter" })
	void whenTheGenerationIsAnotherThenBothVersionsAndTheRemedyAreNamed(String version, String remedy) {
		assertThatExceptionOfType(MemoturnConfigurationException.class)
			.isThrownBy(() -> BootGenerationCheck.check(version, "0.1.0"))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Spring Boot " + version, "memoturn-spring-boot-starter 0.1.0",
						"4.1 or a later 4.x");
				assertThat(ex.getAction()).startsWith(remedy);
			});
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "4.1.0", "4.1.1", "4.2.0-SNAPSHOT", "4.17.3", "", "unknown", "x.y" })
	void whenTheGenerationIsOursOrCannotBeToldThenItPasses(String version) {
		BootGenerationCheck.check(version, null);
	}

	@Test
	void theVersionOfThisBuildShouldPass() {
		BootGenerationCheck.check(SpringBootVersion.getVersion(), null);
	}

	@Test
	void everyApplicationShouldBeCheckedFirst(CapturedOutput output) {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationContextInitializer.class))
			.hasAtLeastOneElementOfType(BootGenerationCheck.class);
		ApplicationContextInitializer<ConfigurableApplicationContext> other = (context) -> BootGenerationCheck
			.check("3.5.6", "0.1.0");
		assertThatExceptionOfType(MemoturnConfigurationException.class).isThrownBy(
				() -> new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE).initializers(other).run());
		assertThat(output).contains("APPLICATION FAILED TO START", "runs with Spring Boot 3.5.6",
				"Upgrade to Spring Boot 4.1 or a later 4.x");
		SpringApplication application = new SpringApplication(Empty.class);
		assertThat(application.getInitializers()).hasAtLeastOneElementOfType(BootGenerationCheck.class);
	}

	@Test
	void checkAndAnalysisShouldNotNeedTheGenerationThatTheyAskFor() throws IOException {
		Set<String> needed = new TreeSet<>();
		for (Class<?> type : List.of(BootGenerationCheck.class, MemoturnConfigurationException.class,
				MemoturnConfigurationFailureAnalyzer.class)) {
			needed.addAll(springTypesOf(type));
		}
		assertThat(needed).hasSizeGreaterThan(4).isSubsetOf(IN_ALL_GENERATIONS);
	}

	/** From the constant pool: in its names of classes, and in signatures. */
	private static Set<String> springTypesOf(Class<?> type) throws IOException {
		ClassReader reader = new ClassReader(type.getName());
		char[] buffer = new char[reader.getMaxStringLength()];
		Set<String> types = new TreeSet<>();
		for (int i = 1; i < reader.getItemCount(); i++) {
			int item = reader.getItem(i);
			if (item > 0 && reader.readByte(item - 1) == CONSTANT_CLASS) {
				add(reader.readUTF8(item, buffer), types);
			}
			else if (item > 0 && reader.readByte(item - 1) == CONSTANT_NAME_AND_TYPE) {
				SIGNATURE.matcher(reader.readUTF8(item + 2, buffer))
					.results()
					.forEach((match) -> add(match.group(1), types));
			}
		}
		return types;
	}

	private static void add(String internalName, Set<String> types) {
		if (internalName.startsWith("org/springframework/")) {
			types.add(internalName.replace('/', '.'));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

}
