package ai.memoturn.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ai.memoturn.boot.autoconfigure.health.MemoturnErasuresHealthContributorAutoConfiguration;
import ai.memoturn.boot.erasure.ErasureEvent;
import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.boot.health.ErasuresHealthIndicator;
import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.erasure.ReceiptVerifier;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErasureConfigurations}.
 */
@Timeout(60)
class ErasureConfigurationsTests {

	private static final String KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(MemoturnAutoConfiguration.class, MemoturnErasuresHealthContributorAutoConfiguration.class));

	private final ApplicationContextRunner remote = this.runner.withPropertyValues("memoturn.url=http://127.0.0.1:1");

	@TempDir
	Path data;

	@Test
	void erasuresShouldBeWatchedAndTheirHealthTold() {
		this.remote.run((context) -> assertThat(context).hasSingleBean(ErasureWatch.class)
			.hasSingleBean(ErasuresHealthIndicator.class)
			.doesNotHaveBean(ReceiptVerifier.class));
	}

	@Test
	void whenSwitchedOffThenNothingIsThere() {
		this.remote.withPropertyValues("memoturn.erasures.watch=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ErasureWatch.class)
				.doesNotHaveBean(ErasuresHealthIndicator.class));
		this.remote.withPropertyValues("management.health.memoturnerasures.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ErasureWatch.class)
				.doesNotHaveBean(ErasuresHealthIndicator.class));
	}

	@Test
	void whenThereIsNoHealthThenErasuresAreWatchedAllTheSame() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MemoturnAutoConfiguration.class))
			.withPropertyValues("memoturn.url=http://127.0.0.1:1")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasSingleBean(ErasureWatch.class)
				.doesNotHaveBean("memoturnErasuresHealthIndicator"));
	}

	@Test
	void eachShouldBackOff() {
		ErasureWatch[] own = new ErasureWatch[1];
		this.remote.withPropertyValues("memoturn.erasures.public-key=" + KEY)
			.withBean("ownWatch", ErasureWatch.class, () -> {
				MemoturnClient client = MemoturnClient.builder().url("http://127.0.0.1:1").build();
				own[0] = new ErasureWatch(client, (event) -> {
				}, Duration.ofHours(1), Clock.systemUTC());
				return own[0];
			})
			.withBean("ownIndicator", ErasuresHealthIndicator.class, () -> new ErasuresHealthIndicator(own[0]))
			.withBean("ownVerifier", ReceiptVerifier.class, () -> ReceiptVerifier.of(KEY))
			.run((context) -> assertThat(context).hasSingleBean(ErasureWatch.class)
				.hasSingleBean(ErasuresHealthIndicator.class)
				.hasSingleBean(ReceiptVerifier.class)
				.hasBean("ownVerifier"));
	}

	@Test
	void whenThereIsAKeyThenItVerifies() {
		this.remote.withPropertyValues("memoturn.erasures.public-key=" + KEY)
			.run((context) -> assertThat(context.getBean(ReceiptVerifier.class).keyId()).isEqualTo("21fe31dfa154a261"));
		this.remote.withPropertyValues("memoturn.erasures.public-key=canary")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("memoturn.erasures.public-key cannot be used")
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("canary")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s" })
	void whenTheIntervalCannotBeThenTheStartFails(String interval) {
		this.remote.withPropertyValues("memoturn.erasures.interval=" + interval)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("memoturn.erasures.interval must be longer than zero"));
	}

	@Test
	void whenAnErasureOfTheEmbeddedNodeEndsThenItsReceiptVerifies() {
		embedded().run((context) -> {
			MemoryProfile memory = context.getBean(MemoryProfile.class);
			memory.ingest(MemoryInput.fact("user.city", "Graz").content(1));
			memory.ingest(MemoryInput.fact("user.city", "Oslo").content(2));
			String id = memory.erase(ErasureTarget.facts("user.city")).erasureId();
			ErasureEvent event = context.getBean(Events.class).next();
			assertThat(event).isInstanceOf(ErasureEvent.Completed.class);
			assertThat(event.erasure().id()).isEqualTo(id);
			assertThat(event.erasure().memoryIds()).hasSize(2);
			assertThat(context.getBean(ReceiptVerifier.class).verify(event.erasure()).problem()).isNull();
		});
	}

	@Test
	void whenACheckpointHoldsAnErasureUpThenThatIsTold() {
		embedded().run((context) -> {
			MemoryProfile memory = context.getBean(MemoryProfile.class);
			memory.ingest(MemoryInput.fact("user.city", "Graz"));
			memory.checkpoint("before");
			memory.erase(ErasureTarget.facts("user.city"));
			Events events = context.getBean(Events.class);
			ErasureEvent event = events.next();
			assertThat(event).isInstanceOf(ErasureEvent.Blocked.class);
			assertThat(Objects.requireNonNull(event.erasure().blockedBy()).checkpoints()).containsExactly("before");
			assertThat(context.getBean(ErasuresHealthIndicator.class).health().getDetails())
				.containsEntry(event.erasure().id(), "checkpoints [before]");
			memory.checkpoint("before");
			assertThat(events.next()).isInstanceOf(ErasureEvent.Completed.class);
		});
	}

	private ApplicationContextRunner embedded() {
		return this.runner
			.withPropertyValues("memoturn.mode=embedded", "memoturn.embedded.data-directory=" + this.data,
					"memoturn.embedded.erasure-grace=0s", "memoturn.embedded.maintenance-interval=50ms",
					"memoturn.erasures.interval=50ms")
			.withBean(MemoryProfileResolver.class, () -> () -> MemoryScope.of("alice"))
			.withBean(Events.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "erasure-grace=-1s", "maintenance-interval=0s" })
	void whenAValueForTheNodeCannotBeThenItIsNamed(String property) {
		this.runner
			.withPropertyValues("memoturn.mode=embedded", "memoturn.embedded.data-directory=" + this.data,
					"memoturn.embedded." + property)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("memoturn.embedded." + property.replaceAll("=.*", "")));
	}

	static class Events {

		private final BlockingQueue<ErasureEvent> events = new LinkedBlockingQueue<>();

		@EventListener
		void on(ErasureEvent event) {
			this.events.add(event);
		}

		ErasureEvent next() throws InterruptedException {
			return Objects.requireNonNull(this.events.poll(20, TimeUnit.SECONDS), "no event within 20 s");
		}

	}

}
