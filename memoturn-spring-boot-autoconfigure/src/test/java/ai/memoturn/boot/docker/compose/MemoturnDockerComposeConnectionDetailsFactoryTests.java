package ai.memoturn.boot.docker.compose;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MemoturnDockerComposeConnectionDetailsFactory}: Boot is told that
 * services run, as it would be by Docker Compose, and does the rest.
 */
class MemoturnDockerComposeConnectionDetailsFactoryTests {

	private static final Map<String, String> LABEL = Map.of("org.springframework.boot.service-connection", "memoturn");

	@Test
	void whenAServiceHasTheLabelThenTheApplicationUsesItsNode(@TempDir Path directory) {
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(directory)
			.port(0)
			.auth(true)
			.platformKey("compose-key")
			.start()) {
			RunningService service = new Service("registry.example.com/agents/node:1", LABEL,
					Map.of("MEMOTURN_AUTH", "on", "MEMOTURN_PLATFORM_KEY", "compose-key"),
					Map.of(8080, node.url().getPort()));
			try (ConfigurableApplicationContext context = run(service, "--memoturn.url=http://127.0.0.1:1",
					"--memoturn.tokens.mint=namespace")) {
				MemoturnClient client = context.getBean(MemoturnClient.class);
				client.memory("acme", "alice").ingest(MemoryInput.fact("user.diet", "eats vegan"));
				assertThat(client.memory("acme", "alice").recall("vegan").first().summary()).isEqualTo("eats vegan");
				assertThat(context.getBeanNamesForType(MemoturnConnectionDetails.class))
					.containsExactly("memoturnConnectionDetailsForMemory");
			}
		}
	}

	@Test
	void whenTheNodeListensOnAnotherPortThenThatPortIsMeant() {
		try (ConfigurableApplicationContext context = run(new Service("memoturn", Map.of(),
				Map.of("MEMOTURN_LISTEN", "0.0.0.0:9090", "MEMOTURN_PLATFORM_KEY", " "), Map.of(9090, 32768)))) {
			MemoturnConnectionDetails details = context.getBean(MemoturnConnectionDetails.class);
			assertThat(details.getUrl()).isEqualTo(URI.create("http://127.0.0.1:32768"));
			assertThat(details.getPlatformKey()).isNull();
			assertThat(details.getToken()).isNull();
			assertThat(details.getSslBundle()).isNull();
		}
	}

	@Test
	void whenTheAddressOfTheNodeIsNoneThenTheStartFails() {
		assertThatIllegalStateException()
			.isThrownBy(() -> run(new Service("memoturn", LABEL, Map.of("MEMOTURN_LISTEN", "8080/tcp"), Map.of())))
			.withMessageContaining("MEMOTURN_LISTEN of the service 'memory' must be host:port");
	}

	@Test
	void whenAServiceIsSomethingElseThenItIsLeftAlone() {
		try (ConfigurableApplicationContext context = run(new Service("redis", Map.of(), Map.of(), Map.of()),
				"--memoturn.url=http://127.0.0.1:1")) {
			assertThat(context.getBean(MemoturnConnectionDetails.class).getUrl())
				.isEqualTo(URI.create("http://127.0.0.1:1"));
		}
	}

	private static ConfigurableApplicationContext run(RunningService service, String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			application.getListeners().forEach(multicaster::addApplicationListener);
			multicaster.multicastEvent(servicesReady(context, service));
		});
		return application.run(arguments);
	}

	// What Boot publishes; nobody else can.
	private static DockerComposeServicesReadyEvent servicesReady(ApplicationContext context, RunningService service) {
		try {
			return BeanUtils.instantiateClass(
					DockerComposeServicesReadyEvent.class.getDeclaredConstructor(ApplicationContext.class, List.class),
					context, List.of(service));
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	private record Service(String imageName, Map<String, String> labels, Map<String, String> env,
			Map<Integer, Integer> published) implements RunningService, ConnectionPorts {

		@Override
		public String name() {
			return "memory";
		}

		@Override
		public ImageReference image() {
			return ImageReference.of(this.imageName);
		}

		@Override
		public String host() {
			return "127.0.0.1";
		}

		@Override
		public ConnectionPorts ports() {
			return this;
		}

		@Override
		public int get(int containerPort) {
			Integer port = this.published.get(containerPort);
			if (port == null) {
				throw new IllegalStateException("No host port mapping found for container port " + containerPort);
			}
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(this.published.values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return getAll();
		}

	}

}
