package ai.memoturn.boot.testcontainers;

import java.nio.file.Path;

import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.wait.strategy.HttpWaitStrategy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MemoturnContainer} and the connection to it. Where an engine would run
 * an image, a node runs in this process; everything else is Boot's and ours.
 */
class MemoturnContainerTests {

	private static final String IMAGE = "registry.example.com/memoturn:1";

	@Test
	void whenAContainerIsAServiceConnectionThenTheApplicationUsesItsNode(@TempDir Path directory) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		LocalContainer container;
		try (ConfigurableApplicationContext context = application.run("--memoturn.url=http://127.0.0.1:1",
				"--memoturn.tokens.mint=profile", "--test.directory=" + directory)) {
			container = context.getBean(LocalContainer.class);
			MemoturnConnectionDetails details = context.getBean(MemoturnConnectionDetails.class);
			assertThat(details.getUrl()).isEqualTo(container.running().url());
			assertThat(details.getPlatformKey()).isEqualTo("container-key");
			MemoturnClient client = context.getBean(MemoturnClient.class);
			client.memory("acme", "alice").ingest(MemoryInput.fact("user.diet", "eats vegan"));
			assertThat(client.memory("acme", "alice").recall("vegan").first().summary()).isEqualTo("eats vegan");
		}
		assertThat(container.node).isNull();
	}

	@Test
	void aContainerShouldPublishThePortAndWaitUntilTheNodeIsHealthy() {
		MemoturnContainer container = new MemoturnContainer(IMAGE);
		assertThat(container.getExposedPorts()).containsExactly(8080);
		assertThat(container.getEnvMap()).isEmpty();
		assertThat(container.getPlatformKey()).isNull();
		Object waiting = ReflectionTestUtils.getField(container, "waitStrategy");
		assertThat(waiting).isInstanceOf(HttpWaitStrategy.class).hasFieldOrPropertyWithValue("path", "/health");
	}

	@Test
	void aPlatformKeyShouldTurnOnTheChecksOfTheNode() {
		MemoturnContainer container = new MemoturnContainer(IMAGE).withPlatformKey("container-key");
		assertThat(container.getEnvMap()).containsEntry("MEMOTURN_AUTH", "on")
			.containsEntry("MEMOTURN_PLATFORM_KEY", "container-key");
		assertThatIllegalArgumentException().isThrownBy(() -> container.withPlatformKey(" "))
			.withMessage("key must not be blank");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ServiceConnection
		LocalContainer memoturn(@Value("${test.directory}") Path directory) {
			LocalContainer container = new LocalContainer(directory);
			container.withPlatformKey("container-key");
			return container;
		}

	}

	/**
	 * Runs the node that an image would have.
	 */
	static class LocalContainer extends MemoturnContainer {

		private final Path directory;

		@Nullable EmbeddedNode node;

		LocalContainer(Path directory) {
			super(IMAGE);
			this.directory = directory;
		}

		EmbeddedNode running() {
			EmbeddedNode node = this.node;
			assertThat(node).as("node").isNotNull();
			return node;
		}

		@Override
		public void start() {
			if (this.node == null) {
				String key = getEnvMap().get("MEMOTURN_PLATFORM_KEY");
				assertThat(key).isNotNull();
				this.node = EmbeddedNode.builder()
					.dataDirectory(this.directory)
					.port(0)
					.auth(true)
					.platformKey(key)
					.start();
			}
		}

		@Override
		public void stop() {
			EmbeddedNode node = this.node;
			this.node = null;
			if (node != null) {
				node.close();
			}
		}

		@Override
		public boolean isRunning() {
			return this.node != null;
		}

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			assertThat(originalPort).isEqualTo(PORT);
			return running().url().getPort();
		}

	}

}
