package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ai.memoturn.boot.actuate.MemoturnEndpoint;
import ai.memoturn.boot.actuate.MemoturnInfoContributor;
import ai.memoturn.boot.actuate.MemoturnSanitizingFunction;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.MemoryInput;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MemoturnActuatorAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoturnActuatorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class,
				MemoturnActuatorAutoConfiguration.class, EndpointAutoConfiguration.class))
		.withPropertyValues("memoturn.url=http://127.0.0.1:1");

	@Test
	void infoAndEndpointShouldBeThereOnlyWhenAskedFor() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(MemoturnSanitizingFunction.class)
			.doesNotHaveBean(MemoturnInfoContributor.class)
			.doesNotHaveBean(MemoturnEndpoint.class));
		this.runner
			.withPropertyValues("management.info.memoturn.enabled=true",
					"management.endpoints.web.exposure.include=memoturn")
			.run((context) -> {
				assertThat(context).hasSingleBean(MemoturnInfoContributor.class).hasSingleBean(MemoturnEndpoint.class);
				Info.Builder info = new Info.Builder();
				context.getBean(MemoturnInfoContributor.class).contribute(info);
				// Only from a jar is there a version beside it.
				assertThat(info.build().getDetails().get("memoturn"))
					.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.containsEntry("mode", "remote");
			});
	}

	@Test
	void whenAccessIsDeniedThenThereIsNoEndpoint() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=memoturn",
					"management.endpoint.memoturn.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MemoturnEndpoint.class));
	}

	@Test
	void eachShouldBackOff() {
		this.runner
			.withPropertyValues("management.info.memoturn.enabled=true",
					"management.endpoints.web.exposure.include=memoturn")
			.withBean("ownEndpoint", MemoturnEndpoint.class,
					() -> new MemoturnEndpoint("own", Map.of(), (name) -> null))
			.withBean("ownInfo", MemoturnInfoContributor.class, () -> new MemoturnInfoContributor("own", "1"))
			.withBean("ownFunction", MemoturnSanitizingFunction.class, () -> new MemoturnSanitizingFunction(List.of()))
			.run((context) -> assertThat(context).hasSingleBean(MemoturnEndpoint.class)
				.hasSingleBean(MemoturnInfoContributor.class)
				.hasSingleBean(MemoturnSanitizingFunction.class));
	}

	@Test
	void withoutTheActuatorNothingOfItShouldBeThere() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MemoturnAutoConfiguration.class, MemoturnActuatorAutoConfiguration.class))
			.withPropertyValues("memoturn.url=http://127.0.0.1:1")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MemoturnClient.class)
				.doesNotHaveBean("memoturnSanitizingFunction"));
	}

	@Test
	void theEndpointShouldTellWhereEachClientConnectsAndHowItRepeats() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(503, "{\"error\":\"busy\",\"code\":\"unavailable\"}");
			this.runner
				.withPropertyValues("management.endpoints.web.exposure.include=memoturn",
						"memoturn.clients.billing.url=" + server.url(), "memoturn.clients.billing.retry.budget=10",
						"memoturn.clients.billing.retry.initial-interval=1ms")
				.withBean("ownClient", MemoturnClient.class,
						() -> MemoturnClient.builder().url("http://127.0.0.1:3").build())
				.run((context) -> {
					MemoturnClient billing = context.getBean("billingMemoturnClient", MemoturnClient.class);
					assertThatExceptionOfType(MemoturnException.class).isThrownBy(() -> billing.profiles("acme"));
					MemoturnEndpoint endpoint = context.getBean(MemoturnEndpoint.class);
					assertThat(endpoint.client("billing")).isNotNull().satisfies((client) -> {
						assertThat(client.url()).isEqualTo(server.url());
						assertThat(client.retries().settings().maxAttempts()).isEqualTo(3);
						assertThat(client.retries().budget()).isZero();
						assertThat(client.retries().repeated()).isEqualTo(1);
						assertThat(client.retries().exhausted()).isEqualTo(1);
					});
					assertThat(endpoint.client("ownClient")).isNotNull()
						.satisfies((client) -> assertThat(client.url()).isNull());
				});
		}
	}

	@Test
	void theUrlOfConnectionDetailsShouldBeToldWithoutUserInfo() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=memoturn")
			.withBean(MemoturnConnectionDetails.class,
					() -> () -> URI.create("http://user:canary@127.0.0.1:1/memory%20node?canary#canary"))
			.run((context) -> assertThat(context.getBean(MemoturnEndpoint.class).client("default")).isNotNull()
				.satisfies((client) -> assertThat(client.url()).hasToString("http://127.0.0.1:1/memory%20node")));
	}

	@Test
	void theEndpointShouldCountConnections(@TempDir Path dataDirectory) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class,
					MemoturnActuatorAutoConfiguration.class, EndpointAutoConfiguration.class))
			.withPropertyValues("memoturn.embedded.data-directory=" + dataDirectory, "memoturn.max-connections=7",
					"management.endpoints.web.exposure.include=memoturn")
			.run((context) -> {
				MemoturnEndpoint endpoint = context.getBean(MemoturnEndpoint.class);
				assertThat(endpoint.memoturn().mode()).isEqualTo("embedded");
				assertThat(endpoint.client("default")).extracting(MemoturnEndpoint.ClientDescriptor::connections)
					.hasToString("ConnectionStatus[open=0, max=7]");
				context.getBean(MemoturnClient.class).ping();
				assertThat(endpoint.client("default")).isNotNull()
					.satisfies((client) -> assertThat(client.connections().open()).isEqualTo(1));
			});
	}

	@Test
	void keysOfTheEmbeddedNodeShouldBeShownNowhere(@TempDir Path dataDirectory, CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MemoturnAutoConfiguration.class, MemoturnActuatorAutoConfiguration.class,
							EndpointAutoConfiguration.class, EnvironmentEndpointAutoConfiguration.class,
							ConfigurationPropertiesReportEndpointAutoConfiguration.class))
			.withPropertyValues("memoturn.embedded.data-directory=" + dataDirectory,
					"management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always")
			.run((context) -> {
				context.getBean(MemoturnClient.class).memory("dev", "alice").ingest(MemoryInput.event("x"));
				String platformKey = Files.readString(dataDirectory.resolve("platform.key")).strip();
				assertThat(platformKey).hasSizeGreaterThan(20);
				String shown = JsonMapper.shared()
					.writeValueAsString(List.of(context.getBean(EnvironmentEndpoint.class).environment(null),
							context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties(),
							context.getBean(MemoturnEndpoint.class).memoturn()))
						+ output.getAll();
				assertThat(shown).contains(dataDirectory.getFileName().toString())
					.doesNotContain(platformKey)
					.doesNotContain("eyJ");
			});
	}

	@Test
	void noSecretShouldBeShownEvenWhereValuesAre() {
		this.runner
			.withConfiguration(AutoConfigurations.of(EnvironmentEndpointAutoConfiguration.class,
					ConfigurationPropertiesReportEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always",
					"memoturn.source=shown-source", "memoturn.token=canary-token-1", "memoturn.platformKey=${my.vault}",
					"my.vault=canary-key-2", "memoturn.clients.billing.url=http://127.0.0.1:2",
					"memoturn.clients.billing.token=canary-token-3",
					"app.command=java -jar app.jar --memoturn.token=canary-token-1",
					"app.options=-Dmemoturn.platform-key=canary-other-4")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new SystemEnvironmentPropertySource("variables",
						Map.of("MEMOTURN_AUTH_KEY", "canary-auth-5", "MEMOTURN_TOKEN", "canary-token-6"))))
			.run((context) -> {
				EnvironmentEndpoint env = context.getBean(EnvironmentEndpoint.class);
				ConfigurationPropertiesReportEndpoint report = context
					.getBean(ConfigurationPropertiesReportEndpoint.class);
				for (Object answer : new Object[] { env.environment(null), report.configurationProperties() }) {
					assertThat(JsonMapper.shared().writeValueAsString(answer)).contains("shown-source")
						.doesNotContain("canary");
				}
				assertThat(JsonMapper.shared().writeValueAsString(env.environmentEntry("memoturn.token")))
					.doesNotContain("canary");
			});
	}

}
