package ai.memoturn.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for starting the application again and again in one process, as devtools does.
 */
class RestartTests {

	private static final int RESTARTS = 50;

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
	void everyStartShouldFindTheDataUnlockedAndLeaveNothingOpen(@TempDir Path dataDirectory) throws IOException {
		int opened = 0;
		for (int i = 1; i <= RESTARTS; i++) {
			try (ConfigurableApplicationContext context = start(dataDirectory)) {
				MemoturnClient client = context.getBean(MemoturnClient.class);
				client.memory("dev", "alice").ingest(MemoryInput.event("start").content(Map.of("number", i)));
				assertThat(client.memory("dev", "alice").recall((q) -> q.query("start").k(100)).memories()).hasSize(i);
			}
			assertThat(descriptors()).as("after start %s", i)
				.noneMatch((file) -> file.contains(dataDirectory.toString()));
			// What the process keeps for good, such as libraries, it has after the
			// second.
			if (i == 2) {
				opened = descriptors().size();
			}
		}
		assertThat(descriptors()).hasSizeLessThanOrEqualTo(opened);
	}

	private static ConfigurableApplicationContext start(Path dataDirectory) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		return application.run("--memoturn.embedded.data-directory=" + dataDirectory);
	}

	private static List<String> descriptors() throws IOException {
		try (Stream<Path> files = Files.list(DESCRIPTORS)) {
			return files.map(RestartTests::target).filter((target) -> !target.isEmpty()).toList();
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// That of the listing itself is gone by now.
			return "";
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MemoturnAutoConfiguration.class)
	static class Application {

	}

}
