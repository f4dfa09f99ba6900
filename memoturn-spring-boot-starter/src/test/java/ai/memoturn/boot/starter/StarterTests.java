package ai.memoturn.boot.starter;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for an application that has the starter and nothing else.
 */
@ExtendWith(OutputCaptureExtension.class)
class StarterTests {

	@Test
	void theStarterAloneShouldMakeNoWebApplication() {
		assertThat(WebApplicationType.deduce()).isEqualTo(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class,
				"--memoturn.url=http://127.0.0.1:1")) {
			assertThat(context.getBean(MemoturnClient.class)).isNotNull();
			assertThat(context.getBean(ReactiveMemoturnClient.class)).isNotNull();
			assertThat(context.getBean(MemoryProfile.class)).isNotNull();
		}
	}

	@Test
	void theStarterShouldBringWebClientAndNoServer() {
		assertThat(WebClient.create()).isNotNull();
		for (String server : new String[] { "jakarta.servlet.Servlet",
				"org.springframework.boot.web.server.WebServerFactory",
				"org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration" }) {
			assertThat(ClassUtils.isPresent(server, null)).as(server).isFalse();
		}
	}

	@Test
	void whenThereIsNeitherUrlNorNodeThenTheStartFailsWithBothRemedies(CapturedOutput output) {
		SpringApplication application = new SpringApplication(
				new DefaultResourceLoader(new FilteredClassLoader("ai.memoturn.embedded")), Application.class);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("memoturn.url")
			.contains("ai.memoturn:memoturn-embedded");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
