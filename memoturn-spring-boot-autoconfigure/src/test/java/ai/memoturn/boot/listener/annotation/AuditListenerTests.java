package ai.memoturn.boot.listener.annotation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import ai.memoturn.boot.listener.AuditAcknowledgement;
import ai.memoturn.boot.listener.AuditListenerContainerFactory;
import ai.memoturn.boot.listener.AuditListenerOptions;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditPollBudget;
import ai.memoturn.boot.listener.position.InMemoryAuditPositionStore;
import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Methods are found and called as they are written, and misuse stops the start, without
 * Spring Boot.
 */
@Timeout(60)
class AuditListenerTests {

	private static final List<AuditQuery> ASKED = Collections.synchronizedList(new ArrayList<>());

	private final List<AuditListenerRegistry> registries = new ArrayList<>();

	@Test
	void attributesShouldTakePlaceholdersAndExpressions() {
		ASKED.clear();
		try (AnnotationConfigApplicationContext context = context(Configured.class)) {
			Configured bean = context.getBean(Configured.class);
			await(() -> bean.got.size() == 2);
			AuditQuery asked = ASKED.get(0);
			assertThat(asked.action()).isEqualTo("ai.");
			assertThat(asked.profile()).isEqualTo("alice");
			assertThat(asked.outcome()).isEqualTo(AuditOutcome.DENIED);
			assertThat(asked.pageSize()).isEqualTo(6);
			assertThat(asked.from()).isEqualTo(Instant.parse("2026-01-31T08:00:00Z"));
			AuditListenerRegistry registry = context.getBean(AuditListenerRegistry.class);
			assertThat(registry.find("denials").orElseThrow().status().namespace()).isEqualTo("acme");
			assertThat(registry.find("off").orElseThrow().isRunning()).isFalse();
			this.registries.add(registry);
		}
		assertThat(this.registries.get(0).all()).noneMatch((container) -> container.isRunning());
	}

	@Test
	void everyShapeOfMethodShouldBeCalled() {
		try (AnnotationConfigApplicationContext context = context(Shapes.class)) {
			Shapes bean = context.getBean(Shapes.class);
			await(() -> bean.got.containsAll(
					List.of("one", "list2", "acknowledged", "acknowledged list2", "mono", "repeated", "repeated")));
			assertThat(context.getBean(AuditListenerRegistry.class).all()).extracting((container) -> container.id())
				.containsExactlyInAnyOrder("shapes.one", "shapes.list", "shapes.acknowledged", "shapes.both",
						"shapes.mono", "r1", "r2");
			await(() -> context.getBean(AuditListenerRegistry.class)
				.all()
				.stream()
				.allMatch((container) -> container.status().delivered() == 2));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void methodOfAProxiedBeanShouldBeCalledThroughTheProxy(boolean ofClass) {
		AtomicBoolean advised = new AtomicBoolean();
		Proxied.CALLS.set(0);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(Infrastructure.class);
			context.registerBean("proxying", BeanPostProcessor.class, () -> new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof Proxied)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(ofClass);
					factory.addAdvice((MethodInterceptor) (invocation) -> {
						advised.set(true);
						return invocation.proceed();
					});
					return factory.getProxy();
				}

			});
			context.registerBean("proxied", Proxied.class);
			refresh(context);
			await(() -> Proxied.CALLS.get() > 1);
			assertThat(advised).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { NoEvent.class, TwoEvents.class, WrongList.class, Returning.class, Static.class,
			WrongFrom.class, WrongBatch.class, WrongNamespace.class, WrongFactory.class, SameId.class,
			UnknownPlaceholder.class, WrongInterval.class, WrongId.class, Private.class, BlankNamespace.class,
			WrongTimeout.class, NoTimeout.class, WrongStartup.class, WrongOutcome.class })
	void misuseShouldStopTheStart(Class<?> type) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> context(type).close())
			.isInstanceOfAny(BeansException.class, IllegalArgumentException.class)
			.satisfies((ex) -> assertThat(ex).hasMessageContaining(type.getSimpleName()));
	}

	@Test
	void whenAMonoTakesLongerThanItMayThenTheDeliveryFails() {
		try (AnnotationConfigApplicationContext context = context(Endless.class)) {
			Endless bean = context.getBean(Endless.class);
			await(() -> bean.cancelled.get() > 0);
			AuditListenerRegistry registry = context.getBean(AuditListenerRegistry.class);
			await(() -> "TimeoutException".equals(registry.find("endless.on").orElseThrow().status().problem()));
		}
	}

	private static AnnotationConfigApplicationContext context(Class<?> bean) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(Infrastructure.class);
		String name = bean.getSimpleName();
		context.registerBean(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), bean);
		return refresh(context);
	}

	private static AnnotationConfigApplicationContext refresh(AnnotationConfigApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("ns", "acme", "who", "alice")));
		context.refresh();
		return context;
	}

	private static AuditPage page(AuditQuery query) {
		ASKED.add(query);
		return new AuditPage(List.of(event("evt_0"), event("evt_1")), null, true);
	}

	private static AuditEvent event(String id) {
		return new AuditEvent(1, id, Instant.parse("2026-03-01T12:00:00Z"), "n", "acme", "alice", null,
				AuditAction.AI_ASK, null, AuditOutcome.DENIED, null, null, null, null, null, Map.of());
	}

	private static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(end);
			Thread.onSpinWait();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Infrastructure {

		@Bean
		static AuditListenerAnnotationBeanPostProcessor processor() {
			return new AuditListenerAnnotationBeanPostProcessor(() -> "acme");
		}

		@Bean
		AuditListenerRegistry registry() {
			return new AuditListenerRegistry();
		}

		@Bean
		AuditListenerContainerFactory factory() {
			return new AuditListenerContainerFactory((namespace) -> AuditListenerTests::page,
					new InMemoryAuditPositionStore(),
					AuditListenerOptions.of((options) -> options.pollInterval(Duration.ofMillis(100))
						.budget(AuditPollBudget.perSecond(10_000))),
					List.of(), null);
		}

	}

	static class Configured {

		final List<AuditEvent> got = Collections.synchronizedList(new ArrayList<>());

		@AuditListener(id = "denials", namespace = "${ns}", action = "ai.", profile = "${who}", outcome = "denied",
				from = "2026-01-31T08:00:00Z", batch = "#{2 * 3}", pollInterval = "200ms", containerFactory = "factory")
		void onDenied(AuditEvent event) {
			this.got.add(event);
		}

		@AuditListener(id = "off", autoStartup = "false")
		void off(AuditEvent event) {
			throw new AssertionError();
		}

	}

	static class Shapes {

		final List<String> got = Collections.synchronizedList(new ArrayList<>());

		@AuditListener
		void one(AuditEvent event) {
			this.got.add("one");
		}

		@AuditListener
		void list(List<AuditEvent> events) {
			this.got.add("list" + events.size());
		}

		@AuditListener
		void acknowledged(AuditEvent event, AuditAcknowledgement acknowledgement) {
			this.got.add("acknowledged");
			acknowledgement.acknowledge();
		}

		@AuditListener
		void both(AuditAcknowledgement acknowledgement, List<AuditEvent> events) {
			this.got.add("acknowledged list" + events.size());
			acknowledgement.acknowledge();
		}

		@AuditListener
		Mono<Void> mono(AuditEvent event) {
			return Mono.delay(Duration.ofMillis(5)).doOnNext((tick) -> this.got.add("mono")).then();
		}

		@AuditListener(id = "r1")
		@AuditListener(id = "r2", action = "ai.")
		void repeated(AuditEvent event) {
			this.got.add("repeated");
		}

	}

	interface Listening {

		void on(AuditEvent event);

	}

	static class Proxied implements Listening {

		static final AtomicInteger CALLS = new AtomicInteger();

		@Override
		@AuditListener
		public void on(AuditEvent event) {
			CALLS.incrementAndGet();
		}

	}

	static class NoEvent {

		@AuditListener
		void on() {
		}

	}

	static class TwoEvents {

		@AuditListener
		void on(AuditEvent one, AuditEvent other) {
		}

	}

	static class WrongList {

		@AuditListener
		void on(List<String> events) {
		}

	}

	static class Returning {

		@AuditListener
		String on(AuditEvent event) {
			return "";
		}

	}

	static class Static {

		@AuditListener
		static void on(AuditEvent event) {
		}

	}

	static class WrongFrom {

		@AuditListener(from = "yesterday")
		void on(AuditEvent event) {
		}

	}

	static class WrongBatch {

		@AuditListener(batch = "1001")
		void on(AuditEvent event) {
		}

	}

	static class WrongNamespace {

		@AuditListener(namespace = "#{' '}", id = "x y")
		void on(AuditEvent event) {
		}

	}

	static class WrongFactory {

		@AuditListener(containerFactory = "other")
		void on(AuditEvent event) {
		}

	}

	static class SameId {

		@AuditListener
		@AuditListener(action = "ai.")
		void on(AuditEvent event) {
		}

	}

	static class UnknownPlaceholder {

		@AuditListener(namespace = "${nowhere}")
		void on(AuditEvent event) {
		}

	}

	static class WrongInterval {

		@AuditListener(pollInterval = "soon")
		void on(AuditEvent event) {
		}

	}

	static class Endless {

		final AtomicInteger cancelled = new AtomicInteger();

		@AuditListener(monoTimeout = "${unset:20ms}")
		Mono<Void> on(AuditEvent event) {
			return Mono.<Void>never().doOnCancel(this.cancelled::incrementAndGet);
		}

	}

	static class Private {

		@AuditListener
		private void on(AuditEvent event) {
		}

	}

	static class BlankNamespace {

		@AuditListener(namespace = "${nothing:}")
		void on(AuditEvent event) {
		}

	}

	static class WrongTimeout {

		@AuditListener(monoTimeout = "a while")
		Mono<Void> on(AuditEvent event) {
			return Mono.empty();
		}

	}

	static class NoTimeout {

		@AuditListener(monoTimeout = "0s")
		Mono<Void> on(AuditEvent event) {
			return Mono.empty();
		}

	}

	static class WrongStartup {

		@AuditListener(autoStartup = "perhaps")
		void on(AuditEvent event) {
		}

	}

	static class WrongOutcome {

		@AuditListener(outcome = "#{' '}", action = "\ud800")
		void on(AuditEvent event) {
		}

	}

	static class WrongId {

		@AuditListener(id = "../x")
		void on(AuditEvent event) {
		}

	}

}
