package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import ai.memoturn.boot.listener.lease.AuditLeases;
import ai.memoturn.boot.listener.position.AuditPosition;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.InMemoryAuditPositionStore;
import ai.memoturn.boot.listener.position.UnreadablePositionException;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import ai.memoturn.client.error.ErrorDetails;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnauthorizedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a container does with events, failures, stops and other instances.
 */
@Timeout(60)
class AuditListenerContainerTests {

	private final MovedTime time = new MovedTime();

	private final AuditPositionStore store = new InMemoryAuditPositionStore();

	private final List<AuditEvent> events = AuditEvents.of(20, 10);

	private final List<String> got = Collections.synchronizedList(new ArrayList<>());

	private final List<AuditListenerEvent> published = Collections.synchronizedList(new ArrayList<>());

	private final List<AuditListenerContainer> containers = new ArrayList<>();

	@AfterEach
	void stop() {
		this.containers.forEach(AuditListenerContainer::stop);
	}

	@Test
	void eventsShouldComeInOrderOnANamedThreadThatKeepsTheApplicationAlive() {
		Thread[] thread = new Thread[1];
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			thread[0] = Thread.currentThread();
			this.got.add(event.id());
		}), (options) -> options.batch(7));
		container.start();
		await(() -> this.got.size() == 20);
		container.stop();
		assertThat(this.got).containsExactlyElementsOf(ids());
		assertThat(thread[0].getName()).isEqualTo("memoturn-audit-listener");
		assertThat(thread[0].isDaemon()).isFalse();
		assertThat(thread[0].isAlive()).isFalse();
		assertThat(container.status().delivered()).isEqualTo(20);
		assertThat(this.published.get(0)).isInstanceOf(AuditListenerEvent.Started.class);
		assertThat(this.published.get(this.published.size() - 1)).isInstanceOfSatisfying(
				AuditListenerEvent.Stopped.class,
				(event) -> assertThat(event.reason()).isEqualTo(AuditStopReason.REQUESTED));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 9, 19 })
	void poisonShouldBeRetriedAndThenRecoveredWithoutStoppingTheRest(int poison) {
		AtomicInteger attempts = new AtomicInteger();
		List<String> recovered = new ArrayList<>();
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			if (event.id().equals("evt_" + poison)) {
				attempts.incrementAndGet();
				throw new IllegalArgumentException("poison");
			}
			this.got.add(event.id());
		}), (options) -> options.errorHandler(handler((failure) -> recovered.add(failure.events().get(0).id()))));
		container.start();
		await(() -> this.got.size() == 19 && container.status().deadLettered() == 1);
		container.stop();
		assertThat(attempts).hasValue(3);
		assertThat(recovered).containsExactly("evt_" + poison);
		assertThat(this.got)
			.containsExactlyElementsOf(ids().stream().filter((id) -> !id.equals("evt_" + poison)).toList());
		assertThat(handledInStore()).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 9, 19 })
	void poisonInAListShouldBeFoundByDeliveringEachAlone(int poison) {
		List<String> recovered = new ArrayList<>();
		AuditListenerContainer container = container(AuditHandler.list((events) -> {
			if (events.stream().anyMatch((event) -> event.id().equals("evt_" + poison))) {
				throw new IllegalArgumentException("poison");
			}
			events.forEach((event) -> this.got.add(event.id()));
		}), (options) -> options.errorHandler(handler((failure) -> recovered.add(failure.events().get(0).id()))));
		container.start();
		await(() -> this.got.size() == 19 && container.status().deadLettered() == 1);
		assertThat(recovered).containsExactly("evt_" + poison);
	}

	@Test
	void failingRecovererShouldLetNothingPass() {
		AtomicInteger refused = new AtomicInteger();
		AtomicBoolean accepts = new AtomicBoolean();
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			if (event.id().equals("evt_5")) {
				throw new IllegalStateException("poison");
			}
			this.got.add(event.id());
		}), (options) -> options.errorHandler(handler((failure) -> {
			if (!accepts.get()) {
				refused.incrementAndGet();
				throw new IllegalStateException("full");
			}
		})));
		container.start();
		await(() -> refused.get() > 5);
		assertThat(this.got).hasSize(5);
		assertThat(container.status().problem()).isEqualTo("IllegalStateException");
		accepts.set(true);
		await(() -> this.got.size() == 19);
	}

	@Test
	void failedConversionShouldGoToTheRecovererAtOnce() {
		AtomicInteger attempts = new AtomicInteger();
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			attempts.incrementAndGet();
			throw new ConversionFailedException(null, TypeDescriptor.valueOf(String.class), event,
					new IllegalArgumentException());
		}), (options) -> options.errorHandler(handler((failure) -> {
		})));
		container.start();
		await(() -> container.status().deadLettered() == 20);
		assertThat(attempts).hasValue(20);
	}

	@Test
	void errorShouldStopTheContainerAndShow() {
		for (Error error : List.of(new StackOverflowError(), new NoClassDefFoundError("x"), new AssertionError("x"))) {
			this.got.clear();
			AuditPositionStore store = new InMemoryAuditPositionStore();
			AuditListenerContainer container = container(AuditEvents.feed(this.events), store,
					AuditHandler.each((event) -> {
						if (event.id().equals("evt_5")) {
							throw error;
						}
						this.got.add(event.id());
					}), (options) -> {
					});
			long began = System.nanoTime();
			container.start();
			await(() -> !container.isRunning());
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
			assertThat(container.status().isInExpectedState()).isFalse();
			assertThat(container.status().stopReason()).isEqualTo(AuditStopReason.ERROR);
			assertThat(this.got).hasSize(5);
			assertThat(store.load("listener").orElseThrow().position().handled()).hasSize(5);
		}
	}

	@Test
	void unacknowledgedEventsShouldComeAgain() {
		AtomicInteger calls = new AtomicInteger();
		AuditListenerContainer container = container(AuditHandler.acknowledging((events, acknowledgement) -> {
			int count = (calls.incrementAndGet() % 2 == 0) ? events.size() : events.size() / 2;
			events.subList(0, count).forEach((event) -> this.got.add(event.id()));
			acknowledgement.acknowledge(count);
		}, true), (options) -> {
		});
		container.start();
		await(() -> this.got.size() == 20);
		container.stop();
		assertThat(this.got).containsExactlyElementsOf(ids());
	}

	@Test
	void interruptThatAHandlerLeavesBehindShouldNotEndTheContainer() {
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			this.got.add(event.id());
			Thread.currentThread().interrupt();
		}), (options) -> {
		});
		container.start();
		await(() -> this.got.size() == 20);
		assertThat(container.isRunning()).isTrue();
	}

	@Test
	void refusedCredentialsShouldStopAfterThreeAndNotBefore() {
		AtomicInteger asked = new AtomicInteger();
		AuditListenerContainer container = container((query) -> {
			asked.incrementAndGet();
			throw new UnauthorizedException("no", details("unauthorized", 401));
		}, this.store, collecting(), (options) -> {
		});
		container.start();
		await(() -> !container.isRunning());
		assertThat(asked).hasValue(3);
		assertThat(container.status().stopReason()).isEqualTo(AuditStopReason.UNAUTHORIZED);
	}

	@Test
	void busyNodeShouldBeAskedAgainLaterAndLater() {
		List<Instant> asked = Collections.synchronizedList(new ArrayList<>());
		AuditListenerContainer container = container((query) -> {
			asked.add(this.time.now());
			if (asked.size() <= 8) {
				throw new OverloadedException("busy", details("overloaded", 429));
			}
			return AuditEvents.feed(this.events).page(query);
		}, this.store, collecting(), (options) -> {
		});
		container.start();
		await(() -> this.got.size() == 20);
		List<Long> waits = new ArrayList<>();
		for (int i = 1; i < 9; i++) {
			waits.add(Duration.between(asked.get(i - 1), asked.get(i)).toSeconds());
		}
		assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
	}

	@Test
	void refusedCursorShouldStopAndKeepThePosition() {
		this.store.save(0, new AuditPosition("listener", "acme", AuditEvents.START, "broken", AuditEvents.START, null,
				null, Map.of()));
		AuditListenerContainer container = container((query) -> {
			assertThat(query.cursor()).isEqualTo("broken");
			throw new InvalidRequestException("invalid cursor", details("invalid_request", 400));
		}, this.store, collecting(), (options) -> {
		});
		container.start();
		await(() -> !container.isRunning());
		assertThat(container.status().stopReason()).isEqualTo(AuditStopReason.REFUSED);
		assertThat(this.store.load("listener").orElseThrow().version()).isEqualTo(1);
	}

	@Test
	void unreadablePositionShouldStopAndDeliverNothing() {
		AuditPositionStore garbled = new AuditPositionStore() {

			@Override
			public Optional<Stored> load(String listener) {
				throw new UnreadablePositionException(listener, "it was cut or changed");
			}

			@Override
			public boolean save(long expected, AuditPosition position) {
				throw new AssertionError("must not be overwritten");
			}

			@Override
			public String describe() {
				return "garbage";
			}

		};
		AuditListenerContainer container = container(AuditEvents.feed(this.events), garbled, collecting(),
				(options) -> {
				});
		container.start();
		await(() -> !container.isRunning());
		assertThat(container.status().stopReason()).isEqualTo(AuditStopReason.POSITION_UNREADABLE);
		assertThat(this.got).isEmpty();
	}

	@Test
	void failingStoreShouldBeAskedAgainAndNothingRepeated() {
		AtomicInteger failures = new AtomicInteger();
		AuditPositionStore failing = new FailingStore(this.store, () -> failures.incrementAndGet() % 3 != 0);
		AuditListenerContainer container = container(AuditEvents.feed(this.events), failing, collecting(),
				(options) -> options.acknowledge(AuditListenerOptions.Acknowledge.EVENT));
		container.start();
		await(() -> this.got.size() == 20);
		container.stop();
		assertThat(this.got).containsExactlyElementsOf(ids());
	}

	@Test
	void pauseShouldTakeEffectBeforeTheNextEvent() throws InterruptedException {
		CountDownLatch reached = new CountDownLatch(1);
		AuditListenerContainer[] pausing = new AuditListenerContainer[1];
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			this.got.add(event.id());
			if (event.id().equals("evt_5")) {
				pausing[0].pause();
				reached.countDown();
			}
		}), (options) -> {
		});
		pausing[0] = container;
		container.start();
		assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
		await(container::isPaused);
		assertThat(this.got).hasSize(6);
		container.resume();
		await(() -> this.got.size() == 20);
		assertThat(container.isPaused()).isFalse();
	}

	@Test
	void nothingShouldBeginAfterStopReturnedHoweverOftenItStarts() {
		Random random = new Random(20260304);
		List<AuditEvent> many = AuditEvents.of(2000, 10);
		AtomicBoolean stopped = new AtomicBoolean();
		AtomicInteger late = new AtomicInteger();
		AuditListenerContainer container = container(AuditEvents.feed(many), this.store, AuditHandler.each((event) -> {
			if (stopped.get()) {
				late.incrementAndGet();
			}
			this.got.add(event.id());
		}), (options) -> options.batch(10));
		for (int i = 0; i < 200; i++) {
			stopped.set(false);
			container.start();
			int target = this.got.size() + random.nextInt(12);
			await(() -> this.got.size() >= Math.min(target, 2000));
			container.stop();
			stopped.set(true);
			assertThat(container.isRunning()).isFalse();
		}
		assertThat(late).hasValue(0);
		stopped.set(false);
		container.start();
		await(() -> this.got.size() >= 2000);
		container.stop();
		assertThat(this.got).containsExactlyElementsOf(many.stream().map(AuditEvent::id).toList());
	}

	@Test
	void stopShouldWaitForTheDeliveryAndThenInterruptIt() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		AuditListenerContainer container = container(AuditHandler.each((event) -> {
			running.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
				throw ex;
			}
		}), (options) -> options.shutdownTimeout(Duration.ofMillis(50)));
		container.start();
		assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
		AtomicBoolean called = new AtomicBoolean();
		container.stop(() -> called.set(true));
		assertThat(called).isTrue();
		assertThat(interrupted).isTrue();
		assertThat(container.isRunning()).isFalse();
		assertThat(container.status().isInExpectedState()).isTrue();
		assertThat(handledInStore()).isZero();
	}

	@Test
	void stopShouldCutARequestShort() throws InterruptedException {
		CountDownLatch asking = new CountDownLatch(1);
		AuditListenerContainer container = container((query) -> {
			asking.countDown();
			try {
				new CountDownLatch(1).await();
				return new AuditPage(List.of(), null, true);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, this.store, collecting(), (options) -> {
		});
		container.start();
		assertThat(asking.await(20, TimeUnit.SECONDS)).isTrue();
		long began = System.nanoTime();
		container.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
		assertThat(container.isRunning()).isFalse();
	}

	@Test
	void severalInstancesShouldMissNothingAndMoveNoPositionBack() {
		for (int round = 0; round < 30; round++) {
			Random random = new Random(20260305L + round);
			InMemoryAuditPositionStore inner = new InMemoryAuditPositionStore();
			List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
			AuditPositionStore store = new FailingStore(inner, () -> false) {

				@Override
				public boolean save(long expected, AuditPosition position) {
					boolean saved = super.save(expected, position);
					if (saved && position.newest() != null) {
						sizes.add(position.handled().size());
					}
					return saved;
				}

			};
			List<String> handled = Collections.synchronizedList(new ArrayList<>());
			Forgetful leases = new Forgetful(random);
			List<AuditListenerContainer> instances = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				instances.add(container(AuditEvents.feed(this.events), store, AuditHandler.each((event) -> {
					Thread.sleep(0, 1000 * (1 + (int) (event.time().toEpochMilli() % 200)));
					handled.add(event.id());
				}), (options) -> options.batch(4).leases(leases)));
			}
			instances.forEach(AuditListenerContainer::start);
			await(() -> inner.load("listener").map((stored) -> stored.position().handled().size()).orElse(0) == 20);
			instances.forEach(AuditListenerContainer::stop);
			assertThat(handled).as("round %d", round).containsAll(ids());
			assertThat(sizes).as("round %d", round).isSorted();
		}
	}

	@Test
	void timeWithoutRecordingShouldShowAndBeAGapAfterwards() {
		AtomicReference<AuditRecording> recording = new AtomicReference<>(new AuditRecording(true, 1));
		AuditFeed feed = new AuditFeed() {

			private final AuditFeed stream = AuditEvents.feed(AuditListenerContainerTests.this.events);

			@Override
			public AuditPage page(AuditQuery query) {
				return "policy.update".equals(query.action()) ? new AuditPage(List.of(), null, true)
						: this.stream.page(query);
			}

			@Override
			public Optional<AuditRecording> recording(@Nullable String profile) {
				return Optional.ofNullable(recording.get());
			}

		};
		AuditListenerContainer container = container(feed, this.store, collecting(), (options) -> {
		});
		container.start();
		await(() -> this.got.size() == 20 && Boolean.TRUE.equals(container.status().recorded()));
		await(() -> Objects.equals(this.store.load("listener").orElseThrow().position().policyRevision(), 1L));
		recording.set(new AuditRecording(false, 2));
		await(() -> Boolean.FALSE.equals(container.status().recorded()));
		assertThat(container.status().isInExpectedState()).isTrue();
		recording.set(new AuditRecording(true, 3));
		await(() -> container.status().gaps() == 1);
		AuditGap gap = container.status().lastGap();
		assertThat(gap).isNotNull();
		assertThat(gap.reason()).isEqualTo(AuditGap.Reason.NOT_RECORDED);
		await(() -> Objects.equals(this.store.load("listener").orElseThrow().position().policyRevision(), 3L));
		assertThat(new ArrayList<>(this.published)).hasAtLeastOneElementOfType(AuditListenerEvent.Gap.class);
	}

	@Test
	void whenThePolicyCannotBeReadThenEventsComeAllTheSame() {
		AuditFeed stream = AuditEvents.feed(this.events);
		AuditListenerContainer container = container(new AuditFeed() {

			@Override
			public AuditPage page(AuditQuery query) {
				return stream.page(query);
			}

			@Override
			public Optional<AuditRecording> recording(@Nullable String profile) {
				throw new OverloadedException("busy", details("overloaded", 429));
			}

		}, this.store, collecting(), (options) -> {
		});
		container.start();
		await(() -> this.got.size() == 20);
		assertThat(container.status().recorded()).isNull();
		assertThat(container.isRunning()).isTrue();
	}

	@Test
	void containersShouldBeMeasuredWheneverTheyAreRegistered() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		AuditListenerRegistry registry = new AuditListenerRegistry();
		registry.register(container(collecting(), (options) -> {
		}));
		new AuditListenerMetrics(registry).bindTo(meters);
		registry
			.register(new AuditListenerContainer(AuditListenerEndpoint.of("later", "acme", collecting(), (endpoint) -> {
			}), AuditEvents.feed(this.events), this.store, AuditListenerOptions.defaults(), null));
		assertThat(meters.get("memoturn.listener.delivered").functionCounters()).hasSize(2);
		assertThat(meters.get("memoturn.listener.lag").tag("memoturn.listener.id", "later").timeGauge().value())
			.isZero();
	}

	@Test
	void lagAndIdlenessShouldBePublished() {
		this.time.move(Duration.ofHours(1));
		AuditListenerContainer container = container(collecting(),
				(options) -> options.idleThreshold(Duration.ofMinutes(1)));
		container.start();
		await(() -> new ArrayList<>(this.published).stream().anyMatch(AuditListenerEvent.Idle.class::isInstance));
		assertThat(new ArrayList<>(this.published))
			.anySatisfy((event) -> assertThat(event).isInstanceOfSatisfying(AuditListenerEvent.Lag.class,
					(lag) -> assertThat(lag.lag()).isGreaterThan(Duration.ofMinutes(59))));
		assertThat(container.status().lag()).isZero();
	}

	private AuditHandler collecting() {
		return AuditHandler.each((event) -> this.got.add(event.id()));
	}

	private AuditListenerContainer container(AuditHandler handler, Consumer<AuditListenerOptions.Builder> options) {
		return container(AuditEvents.feed(this.events), this.store, handler, options);
	}

	private AuditListenerContainer container(AuditFeed feed, AuditPositionStore store, AuditHandler handler,
			Consumer<AuditListenerOptions.Builder> options) {
		AuditListenerContainer container = new AuditListenerContainer(
				AuditListenerEndpoint.of("listener", "acme", handler, (endpoint) -> {
				}), feed, store, AuditListenerOptions.of((builder) -> {
					builder.budget(AuditPollBudget.perSecond(1_000_000));
					options.accept(builder);
				}), (event) -> this.published.add((AuditListenerEvent) event), this.time);
		this.containers.add(container);
		return container;
	}

	private static AuditErrorHandler handler(AuditRecoverer recoverer) {
		return new DefaultAuditErrorHandler(recoverer);
	}

	private static ErrorDetails details(String code, int status) {
		return new ErrorDetails(code, status, null, false, 1);
	}

	private int handledInStore() {
		return this.store.load("listener").orElseThrow().position().handled().size();
	}

	private List<String> ids() {
		return this.events.stream().map(AuditEvent::id).toList();
	}

	private static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(end);
			Thread.onSpinWait();
		}
	}

	private static class FailingStore implements AuditPositionStore {

		private final AuditPositionStore store;

		private final BooleanSupplier fails;

		FailingStore(AuditPositionStore store, BooleanSupplier fails) {
			this.store = store;
			this.fails = fails;
		}

		@Override
		public Optional<Stored> load(String listener) {
			return this.store.load(listener);
		}

		@Override
		public boolean save(long expected, AuditPosition position) {
			if (this.fails.getAsBoolean()) {
				throw new IllegalStateException("no disk");
			}
			return this.store.save(expected, position);
		}

		@Override
		public String describe() {
			return "a store that fails";
		}

	}

	/** Gives a lease to one, and now and then to another while the first still has it. */
	private static final class Forgetful implements AuditLeases {

		private final ReentrantLock lock = new ReentrantLock();

		private final Random random;

		private @Nullable Object holder;

		Forgetful(Random random) {
			this.random = random;
		}

		@Override
		public Optional<Lease> acquire(String listener) {
			this.lock.lock();
			try {
				if (this.holder != null && this.random.nextInt(3) > 0) {
					return Optional.empty();
				}
				Object mine = new Object();
				this.holder = mine;
				return Optional.of(new Lease() {

					@Override
					public boolean renew() {
						return Forgetful.this.holder == mine;
					}

					@Override
					public void release() {
						if (Forgetful.this.holder == mine) {
							Forgetful.this.holder = null;
						}
					}

				});
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
