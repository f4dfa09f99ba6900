package ai.memoturn.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.observation.DefaultMemoturnCallConvention;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.options.RetrySettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How properties and beans set the client: repetition, reading one's writes, observation.
 */
class MemoturnClientConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class));

	private final ApplicationContextRunner observed = this.runner
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void defaultsShouldBeThoseOfTheClient() {
		MemoturnProperties.Retry retry = new MemoturnProperties().getRetry();
		assertThat(new RetrySettings(retry.getMaxAttempts(), retry.getInitialInterval(), retry.getMultiplier(),
				retry.getMaxInterval(), retry.getMaxRetryAfter(), retry.getBudget()))
			.isEqualTo(RetrySettings.defaults());
	}

	@ParameterizedTest
	@CsvSource({ "memoturn.source=none, 3", "memoturn.retry.enabled=false, 1", "memoturn.retry.max-attempts=5, 5",
			"memoturn.retry.budget=9, 1", "memoturn.retry.budget=10, 2" })
	void propertiesShouldSayHowOftenACallIsSent(String property, int attempts) {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(429, "");
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.retry.initial-interval=1ms", property)
				.run((context) -> {
					assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> call(context))
						.returns(attempts, MemoturnException::attempts);
					assertThat(server.requests()).hasSize(attempts);
				});
		}
	}

	@Test
	void intervalsShouldReachTheClient() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(429, "");
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.retry.initial-interval=1h",
						"memoturn.retry.multiplier=1", "memoturn.retry.max-interval=1ms")
				.run((context) -> {
					assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> call(context));
					assertThat(server.requests()).hasSize(3);
				});
		}
	}

	@ParameterizedTest
	@CsvSource({ "retry.max-attempts, 0", "retry.max-attempts, 11", "retry.initial-interval, 0s",
			"retry.multiplier, 0.5", "retry.max-interval, -1s", "retry.max-retry-after, -1s", "retry.budget, -1",
			"read-your-writes.time-to-live, -1s" })
	void whenAValueIsOutOfRangeThenTheStartFailsNamingTheProperty(String key, String value) {
		this.runner.withPropertyValues("memoturn.url=http://127.0.0.1:1", "memoturn." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("memoturn." + key));
	}

	@ParameterizedTest
	@CsvSource({ "standard, ''", "durable, durable" })
	void durabilityShouldBeAskedForWithEveryWrite(String durability, String header) {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(400, "{}");
			this.runner.withPropertyValues("memoturn.url=" + server.url(), "memoturn.durability=" + durability)
				.run((context) -> {
					MemoryInput event = MemoryInput.event("x");
					MemoturnClient client = context.getBean(MemoturnClient.class);
					assertThatExceptionOfType(MemoturnException.class)
						.isThrownBy(() -> client.memory("acme", "alice").ingest(event));
					ReactiveMemoturnClient reactive = context.getBean(ReactiveMemoturnClient.class);
					assertThatExceptionOfType(MemoturnException.class)
						.isThrownBy(() -> reactive.memory("acme", "alice").ingest(event).block(Duration.ofSeconds(10)));
				});
			assertThat(server.headers("Memoturn-Durability")).containsExactly(header, header);
		}
	}

	@Test
	void callsBeyondWhatMayWaitForAConnectionShouldFailAtOnce() {
		try (RecordingServer server = new RecordingServer()) {
			server.fallSilent();
			this.runner
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.retry.enabled=false",
						"memoturn.max-connections=1", "memoturn.max-waiting-calls=1")
				.run((context) -> {
					ReactiveMemoturnClient client = context.getBean(ReactiveMemoturnClient.class);
					CompletableFuture<?>[] calls = Stream.generate(() -> client.ping().toFuture())
						.limit(3)
						.toArray(CompletableFuture[]::new);
					assertThat(CompletableFuture.anyOf(calls)).failsWithin(Duration.ofSeconds(10))
						.withThrowableOfType(ExecutionException.class)
						.withCauseInstanceOf(MemoturnException.class);
					assertThat(calls).filteredOn((call) -> !call.isDone()).hasSize(2);
				});
		}
	}

	@Test
	void callsShouldBeMeteredInTheApplicationsRegistry() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"profiles\":[]}");
			this.observed.withPropertyValues("memoturn.url=" + server.url()).run((context) -> {
				call(context);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("memoturn.client.call")
					.tag("memoturn.operation", "client.profiles")
					.tag("memoturn.outcome", "success")
					.timer()
					.count()).isEqualTo(1);
				assertThat(meters.get("memoturn.client.call.attempt").counter().count()).isEqualTo(1);
			});
		}
	}

	@Test
	void callsOfEachClientShouldBeMeteredByItsName() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"profiles\":[]}");
			this.observed
				.withPropertyValues("memoturn.url=" + server.url(), "memoturn.clients.billing.url=" + server.url())
				.run((context) -> {
					context.getBean("billingMemoturnClient", MemoturnClient.class).profiles("acme");
					call(context);
					call(context);
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					assertThat(meters.get("memoturn.client.call").tag("memoturn.client", "billing").timer().count())
						.isEqualTo(1);
					assertThat(meters.get("memoturn.client.call").tag("memoturn.client", "default").timer().count())
						.isEqualTo(2);
				});
		}
	}

	@Test
	void whenObservationIsOffThenNoCallShouldBeMetered() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"profiles\":[]}");
			this.observed.withPropertyValues("memoturn.url=" + server.url(), "memoturn.observation.enabled=false")
				.run((context) -> {
					call(context);
					assertThat(server.requests()).hasSize(1);
					assertThat(context.getBean(MeterRegistry.class).getMeters())
						.noneMatch((meter) -> meter.getId().getName().startsWith("memoturn"));
				});
		}
	}

	@Test
	void conventionBeanShouldNameCalls() {
		try (RecordingServer server = new RecordingServer()) {
			server.answer(200, "{\"profiles\":[]}");
			this.observed.withUserConfiguration(OwnConvention.class)
				.withPropertyValues("memoturn.url=" + server.url())
				.run((context) -> {
					call(context);
					assertThat(context.getBean(MeterRegistry.class).get("my.calls").timer().count()).isEqualTo(1);
				});
		}
	}

	private static void call(ApplicationContext context) {
		context.getBean(MemoturnClient.class).profiles("acme");
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConvention {

		@Bean
		MemoturnCallConvention convention() {
			return new DefaultMemoturnCallConvention() {

				@Override
				public String getName() {
					return "my.calls";
				}

			};
		}

	}

}
