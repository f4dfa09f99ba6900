package ai.memoturn.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a person reads when the application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	@Test
	void whenThereIsNeitherUrlNorNodeThenBothRemediesAreNamed(CapturedOutput output) {
		fail(Minimal.class, new FilteredClassLoader("ai.memoturn.embedded"));
		assertThat(report(output)).contains("memoturn.url is not set and there is no embedded node on the class path")
			.contains("Set memoturn.url")
			.contains("add the dependency ai.memoturn:memoturn-embedded")
			.contains("memoturn.mode=embedded");
	}

	@Test
	void whenUrlAndEmbeddedModeAreSetThenTheChoiceIsExplained(CapturedOutput output) {
		fail(Minimal.class, "memoturn.url=http://127.0.0.1:1", "memoturn.mode=embedded");
		assertThat(report(output)).contains("memoturn.url is set and memoturn.mode is embedded")
			.contains("Remove memoturn.url")
			.contains("memoturn.mode=remote");
	}

	@Test
	void whenTheModeIsUnknownThenTheKnownOnesAreListed(CapturedOutput output) {
		fail(Minimal.class, "memoturn.mode=cloud");
		assertThat(report(output)).contains("memoturn.mode").contains("AUTO").contains("EMBEDDED").contains("REMOTE");
	}

	@Test
	void whenTheUrlHoldsAPasswordThenNothingOfItIsPrinted(CapturedOutput output) {
		fail(Minimal.class, "memoturn.url=https://user:canary@memoturn.internal", "memoturn.token=canary-token");
		assertThat(report(output)).contains("memoturn.url cannot be used").contains("user info");
		assertThat(output.getAll()).doesNotContain("canary");
	}

	@Test
	void whenATokenIsBrokenThenNothingOfItIsPrinted(CapturedOutput output) {
		fail(Minimal.class, "memoturn.url=https://memoturn.internal", "memoturn.token=canary token",
				"memoturn.platform-key=canary-key");
		assertThat(report(output)).contains("memoturn.token cannot be used");
		assertThat(output.getAll()).doesNotContain("canary");
	}

	@Test
	void whenANumberIsOutOfRangeThenPropertyValueAndReasonAreNamed(CapturedOutput output) {
		fail(Minimal.class, "memoturn.url=https://memoturn.internal", "memoturn.connect-timeout=-1s",
				"memoturn.token=canary-token");
		assertThat(report(output)).contains("memoturn.connect-timeout").contains("-1s").contains("longer than zero");
		assertThat(output.getAll()).doesNotContain("canary");
	}

	@Test
	void whenASecondProfileWouldBeInjectedUnaskedThenTheReasonIsExplained(CapturedOutput output) {
		fail(SecondProfile.class, "memoturn.url=https://memoturn.internal");
		assertThat(report(output)).contains("'shared'")
			.contains("one profile to every user")
			.contains("MemoryProfileResolver")
			.contains("@Qualifier");
	}

	private static void fail(Class<?> source, String... properties) {
		fail(source, StartFailureTests.class.getClassLoader(), properties);
	}

	private static void fail(Class<?> source, ClassLoader classLoader, String... properties) {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(classLoader), source);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>();
		for (String property : properties) {
			arguments.add("--" + property);
		}
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> application.run(arguments.toArray(String[]::new)));
	}

	private static String report(CapturedOutput output) {
		assertThat(output).contains("APPLICATION FAILED TO START");
		return output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED TO START"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class Minimal {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class SecondProfile {

		@Bean
		MemoryProfile shared(MemoturnClient client) {
			return client.memory("acme", "shared");
		}

	}

}
