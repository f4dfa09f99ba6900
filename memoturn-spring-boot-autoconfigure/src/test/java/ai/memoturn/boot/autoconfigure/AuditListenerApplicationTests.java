package ai.memoturn.boot.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import ai.memoturn.boot.actuate.AuditListenersEndpoint;
import ai.memoturn.boot.health.AuditListenersHealthIndicator;
import ai.memoturn.boot.listener.AuditErrorHandler;
import ai.memoturn.boot.listener.AuditGap;
import ai.memoturn.boot.listener.AuditHandler;
import ai.memoturn.boot.listener.AuditListenerContainer;
import ai.memoturn.boot.listener.AuditListenerContainerFactory;
import ai.memoturn.boot.listener.AuditListenerEndpoint;
import ai.memoturn.boot.listener.AuditListenerMetrics;
import ai.memoturn.boot.listener.AuditListenerOptions;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditListenerStatus;
import ai.memoturn.boot.listener.AuditRecoverer;
import ai.memoturn.boot.listener.DefaultAuditErrorHandler;
import ai.memoturn.boot.listener.DocumentAuditRecoverer;
import ai.memoturn.boot.listener.annotation.AuditListener;
import ai.memoturn.boot.listener.lease.AuditLeases;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.DocumentAuditPositionStore;
import ai.memoturn.boot.listener.position.FileAuditPositionStore;
import ai.memoturn.boot.listener.position.InMemoryAuditPositionStore;
import ai.memoturn.boot.listener.position.JdbcAuditPositionStore;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.document.Filters;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.policy.Policy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners inside an application, with the node that records what they get.
 */
@Timeout(120)
class AuditListenerApplicationTests {

	private static final List<String> GOT = Collections.synchronizedList(new ArrayList<>());

	private static final AtomicBoolean BREAK = new AtomicBoolean();

	@TempDir
	Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MemoturnAutoConfiguration.class, MemoturnListenerAutoConfiguration.class))
		.withPropertyValues("memoturn.url=http://127.0.0.1:1", "memoturn.namespace=acme");

	@Test
	void eventsShouldComeOnceAcrossARestartWithTheirProfileCurrent() {
		GOT.clear();
		BREAK.set(false);
		try (ConfigurableApplicationContext context = run()) {
			MemoturnClient client = context.getBean(MemoturnClient.class);
			client.policies().putNamespace("dev", Policy.builder().auditEnabled(true).build());
			client.memory("dev", "alice").ingest(MemoryInput.fact("likes tea"));
			client.memory("dev", "bob").ingest(MemoryInput.fact("likes coffee"));
			await(() -> GOT.size() == 2);
			assertThat(GOT).containsExactly("alice memory.ingest current alice", "bob memory.ingest current bob");
			assertThat(context.getBean(AuditPositionStore.class)).isInstanceOf(DocumentAuditPositionStore.class);
			AuditListenersEndpoint endpoint = new AuditListenersEndpoint(context.getBean(AuditListenerRegistry.class));
			AuditListenerStatus paused = endpoint.pause("memories", true);
			assertThat(paused).isNotNull();
			assertThat(paused.pauseRequested()).isTrue();
			await(() -> context.getBean(AuditListenerRegistry.class).find("memories").orElseThrow().isPaused());
			client.memory("dev", "alice").ingest(MemoryInput.fact("likes cake"));
			assertThat(GOT).hasSize(2);
			assertThat(endpoint.pause("nobody", true)).isNull();
			await(() -> Boolean.TRUE.equals(status(context).recorded()));
			// Off and on again, faster than anybody asks, and while nobody listens.
			client.policies().putNamespace("dev", Policy.empty());
			client.policies().putNamespace("dev", Policy.builder().auditEnabled(true).build());
		}
		try (ConfigurableApplicationContext context = run()) {
			await(() -> GOT.size() == 3);
			assertThat(GOT.get(2)).isEqualTo("alice memory.ingest current alice");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			await(() -> meters.get("memoturn.listener.delivered").functionCounter().count() == 1);
			BREAK.set(true);
			MemoturnClient client = context.getBean(MemoturnClient.class);
			client.databases().create("dead");
			client.memory("dev", "alice").ingest(MemoryInput.fact("likes nothing"));
			await(() -> meters.get("memoturn.listener.dead.lettered").functionCounter().count() == 1);
			assertThat(client.database("dead")
				.collection("letters")
				.find(Filters.where("listener").is("memories"))
				.documents()).singleElement()
				.satisfies((letter) -> assertThat(letter).containsEntry("profile", "alice"));
			assertThat(meters.get("memoturn.listener.retried").functionCounter().count()).isEqualTo(1);
			await(() -> status(context).gaps() == 1);
			AuditGap gap = status(context).lastGap();
			assertThat(gap).isNotNull();
			assertThat(gap.reason()).isEqualTo(AuditGap.Reason.NOT_RECORDED);
			client.policies().putNamespace("dev", Policy.empty());
			AuditListenersHealthIndicator health = new AuditListenersHealthIndicator(
					context.getBean(AuditListenerRegistry.class));
			await(() -> String.valueOf(health.health().getDetails().get("memories")).contains("audit is off"));
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		}
		assertThat(GOT).hasSize(3);
	}

	@Test
	void storeShouldBeWhatThePropertySays() {
		ApplicationContextRunner listening = this.runner.withBean(Idle.class, Idle::new);
		this.runner.run((context) -> assertThat(context).hasSingleBean(DocumentAuditPositionStore.class));
		this.runner.withPropertyValues("memoturn.listener.positions.store=memory")
			.run((context) -> assertThat(context).getBean(AuditPositionStore.class)
				.isInstanceOf(InMemoryAuditPositionStore.class));
		this.runner
			.withPropertyValues("memoturn.listener.positions.store=file",
					"memoturn.listener.positions.directory=" + this.directory)
			.run((context) -> assertThat(context).getBean(AuditPositionStore.class)
				.isInstanceOf(FileAuditPositionStore.class));
		listening.withPropertyValues("memoturn.listener.positions.store=file")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("memoturn.listener.positions"));
		listening.withPropertyValues("memoturn.listener.positions.store=jdbc")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("no DataSource"));
		this.runner.withPropertyValues("memoturn.listener.positions.store=jdbc")
			.withBean(DataSource.class, JdbcDataSource::new)
			.run((context) -> assertThat(context).getBean(AuditPositionStore.class)
				.isInstanceOf(JdbcAuditPositionStore.class));
		this.runner.withBean(AuditPositionStore.class, InMemoryAuditPositionStore::new)
			.run((context) -> assertThat(context).doesNotHaveBean(DocumentAuditPositionStore.class));
	}

	@Test
	void errorOfAMethodShouldTurnHealthDown() {
		AuditListenerRegistry registry = new AuditListenerRegistry();
		AuditListenersHealthIndicator health = new AuditListenersHealthIndicator(registry);
		AuditEvent event = new AuditEvent(1, "evt_1", Instant.EPOCH, "n", "acme", null, null, AuditAction.POLICY_UPDATE,
				null, AuditOutcome.OK, null, null, null, null, null, Map.of());
		registry.register(new AuditListenerContainer(
				AuditListenerEndpoint.of("failing", "acme", AuditHandler.each((delivered) -> {
					throw new NoClassDefFoundError("gone");
				}), (endpoint) -> {
				}), (query) -> new AuditPage(List.of(event), null, true), new InMemoryAuditPositionStore(),
				AuditListenerOptions.defaults(), null));
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		registry.start();
		await(() -> health.health().getStatus().equals(Status.DOWN));
		assertThat(health.health().getDetails().get("failing")).asString().contains("ERROR", "NoClassDefFoundError");
		registry.stop();
	}

	@ParameterizedTest
	@CsvSource({ "batch, 0", "batch, 1001", "poll-interval, 0s", "idle-interval, -1s", "overlap, 1s",
			"policy-interval, 0s", "lag-threshold, -1s", "idle-threshold, 0s", "shutdown-timeout, -1s",
			"max-requests-per-second, 0", "retry.attempts, 0", "retry.first-wait, 0s", "mono-timeout, 0s",
			"acknowledge, sometimes", "positions.store, elsewhere", "instances, few" })
	void whenAValueCannotBeUsedThenTheStartFailsNamingTheProperty(String key, String value) {
		String named = key.startsWith("retry") ? "retry.*" : key.equals("mono-timeout") ? "monoTimeout" : key;
		this.runner.withBean(Idle.class, Idle::new)
			.withPropertyValues("memoturn.listener." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(traceOf(failure))
					.contains(named.equals(key) ? "memoturn.listener." + key : named)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "database=a--b", "database= ", "database=a@b", "collection=a b", "collection=" })
	void whenPositionsCannotBeKeptUnderANameThenTheStartFailsNamingIt(String property) {
		this.runner.withBean(Idle.class, Idle::new)
			.withPropertyValues("memoturn.listener.positions." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property.substring(0, property.indexOf('=')) + " must be"));
	}

	@Test
	void whenPositionsMustLastThenAStoreInMemoryStopsTheStart() {
		ApplicationContextRunner strict = this.runner.withBean(Idle.class, Idle::new)
			.withPropertyValues("memoturn.listener.positions.require-durable=true");
		strict.run((context) -> assertThat(context).hasNotFailed());
		strict.withPropertyValues("memoturn.listener.positions.store=memory")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MemoturnConfigurationException.class)
				.hasMessageContaining("memoturn.listener.positions.require-durable"));
	}

	@Test
	void whenManyInstancesRunThenALeaseMustSayWhichListens() {
		ApplicationContextRunner many = this.runner.withBean(Idle.class, Idle::new)
			.withPropertyValues("memoturn.listener.instances=many");
		many.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(MemoturnConfigurationException.class)
			.hasMessageContaining("memoturn.listener.instances"));
		many.withBean(AuditLeases.class, () -> (listener) -> Optional.empty())
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void beansOfTheApplicationShouldStandInForOurs() {
		AuditListenerRegistry registry = new AuditListenerRegistry();
		AuditErrorHandler errorHandler = new DefaultAuditErrorHandler(AuditRecoverer.logging());
		this.runner.withBean("ownRegistry", AuditListenerRegistry.class, () -> registry)
			.withBean("ownErrorHandler", AuditErrorHandler.class, () -> errorHandler)
			.withBean("ownHealth", AuditListenersHealthIndicator.class,
					() -> new AuditListenersHealthIndicator(registry))
			.withBean("ownMetrics", AuditListenerMetrics.class, () -> new AuditListenerMetrics(registry))
			.withBean(Idle.class, Idle::new)
			.run((context) -> {
				assertThat(context).hasSingleBean(AuditListenerRegistry.class)
					.hasSingleBean(AuditErrorHandler.class)
					.hasSingleBean(AuditListenersHealthIndicator.class)
					.hasSingleBean(AuditListenerMetrics.class);
				assertThat(registry.find("idle")).isPresent();
			});
	}

	@Test
	void whatTellsOfListenersShouldBeThereWhereItCanBe() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(AuditListenersHealthIndicator.class)
			.hasSingleBean(AuditListenerMetrics.class));
		this.runner.withPropertyValues("management.health.memoturnlisteners.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AuditListenersHealthIndicator.class));
		this.runner
			.withClassLoader(new FilteredClassLoader(MeterBinder.class, HealthIndicator.class,
					ConditionalOnEnabledHealthIndicator.class, JdbcClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AuditListenerRegistry.class)
				.doesNotHaveBean(AuditListenerMetrics.class)
				.doesNotHaveBean(AuditListenersHealthIndicator.class));
	}

	@Test
	void theEndpointOfListenersShouldBeThereWhereItIsAskedFor() {
		ApplicationContextRunner exposing = this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=memoturnlisteners");
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AuditListenersEndpoint.class));
		exposing.run((context) -> assertThat(context).hasSingleBean(AuditListenersEndpoint.class));
		exposing.withPropertyValues("management.endpoint.memoturnlisteners.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(AuditListenersEndpoint.class));
		exposing.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("auditListenersEndpoint"));
		exposing
			.withBean("own", AuditListenersEndpoint.class,
					() -> new AuditListenersEndpoint(new AuditListenerRegistry()))
			.run((context) -> assertThat(context).hasSingleBean(AuditListenersEndpoint.class).hasBean("own"));
	}

	@Test
	void theContainerFactoryOfTheApplicationShouldMakeTheContainers() {
		AuditListenerContainerFactory factory = new AuditListenerContainerFactory(
				(namespace) -> (query) -> new AuditPage(List.of(), null, true), new InMemoryAuditPositionStore(),
				AuditListenerOptions.of((options) -> options.batch(7)), List.of(), null);
		this.runner.withBean("own", AuditListenerContainerFactory.class, () -> factory)
			.withBean(Idle.class, Idle::new)
			.run((context) -> {
				assertThat(context).hasSingleBean(AuditListenerContainerFactory.class);
				assertThat(context.getBeanFactory().getSingletonNames()).doesNotContain("documentAuditPositionStore");
				assertThat(context.getBean(AuditListenerRegistry.class).find("idle")).isPresent();
			});
	}

	@Test
	void withoutAClientNothingOfListenersShouldBeThere() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MemoturnListenerAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AuditListenerRegistry.class));
	}

	@Test
	void withoutAListenerNothingOfListenersShouldBeMade() {
		this.runner
			.run((context) -> assertThat(context.getBeanFactory().getSingletonNames()).contains("auditListenerRegistry")
				.doesNotContain("auditListenerContainerFactory", "auditErrorHandler", "documentAuditPositionStore"));
	}

	private static String traceOf(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	private static AuditListenerStatus status(ConfigurableApplicationContext context) {
		return context.getBean(AuditListenerRegistry.class).find("memories").orElseThrow().status();
	}

	private ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("memoturn.embedded.data-directory", this.directory.toString(), "memoturn.scope.encoding",
					"hashed", "memoturn.listener.policy-interval", "200ms", "memoturn.listener.overlap", "2s",
					"memoturn.listener.poll-interval", "100ms", "memoturn.listener.idle-interval", "200ms",
					"memoturn.listener.retry.attempts", "2", "memoturn.listener.retry.first-wait", "10ms"))
			.run();
	}

	private static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time, got %s", GOT).isLessThan(end);
			LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Memories memories(MemoryProfile current) {
			return new Memories(current);
		}

		@Bean
		AuditRecoverer recoverer(MemoturnClient client) {
			return new DocumentAuditRecoverer(client, "dead", "letters");
		}

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

	static class Idle {

		@AuditListener(id = "idle", autoStartup = "false")
		void on(AuditEvent event) {
		}

	}

	static class Memories {

		private final MemoryProfile current;

		Memories(MemoryProfile current) {
			this.current = current;
		}

		@AuditListener(id = "memories", action = "memory.")
		void on(AuditEvent event) {
			if (BREAK.get()) {
				throw new IllegalArgumentException("poison");
			}
			GOT.add(event.profile() + " " + event.action() + " current " + this.current.profile());
		}

	}

}
