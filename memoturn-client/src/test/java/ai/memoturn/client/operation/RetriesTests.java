package ai.memoturn.client.operation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.memoturn.client.error.CallInterruptedException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Spring Retry on the blocking face and Reactor on the reactive one repeat alike. Time
 * and chance are the test's: a wait only moves its clock.
 */
@Timeout(60)
class RetriesTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Reply FINE = Reply.json(200, "{}");

	private static final Reply OVERLOADED = failure(429, "overloaded");

	private static final Reply UNAVAILABLE = failure(503, "unavailable");

	private static final List<Reply> REPLIES = List.of(FINE, OVERLOADED, UNAVAILABLE, failure(503, "unconfigured"),
			failure(500, "internal"), failure(404, "not_found"), failure(502, "internal"), Reply.json(408, ""),
			Reply.json(200, "{"), Reply.close(), Reply.reset(), Reply.of(429, "application/json", "", "Retry-After: 0"),
			Reply.of(429, "application/json", "", "Retry-After: 3"),
			Reply.of(503, "application/json", "{\"error\":\"x\",\"code\":\"unavailable\"}", "Retry-After: 1.5"),
			Reply.of(429, "application/json", "", "Retry-After: 31"));

	static Stream<Long> seeds() {
		Long seed = Long.getLong("memoturn.test.seed");
		return (seed != null) ? Stream.of(seed) : new Random().longs(12).boxed();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void bothFacesShouldDecideAlikeForTheSameFailures(long seed) {
		Random random = new Random(seed);
		List<List<Reply>> scripts = new ArrayList<>();
		List<RetryClass> classes = new ArrayList<>();
		for (int i = 0; i < 15; i++) {
			scripts.add(random.ints(5, 0, REPLIES.size()).mapToObj(REPLIES::get).toList());
			classes.add(RetryClass.values()[random.nextInt(4)]);
		}
		// Whatever the dice say, one call is repeated.
		scripts.add(List.of(Reply.of(429, "", "", "Retry-After: 0"), FINE));
		classes.add(RetryClass.READ);
		RetrySettings settings = RetrySettings.defaults().maxAttempts(3 + random.nextInt(3));
		List<List<String>> courses = new ArrayList<>();
		for (Driver driver : Driver.values()) {
			try (Course course = new Course(seed, settings)) {
				for (int i = 0; i < scripts.size(); i++) {
					course.run(driver, classes.get(i), scripts.get(i));
				}
				courses.add(course.events);
			}
		}
		assertThat(courses.get(1)).isEqualTo(courses.get(0)).hasSizeGreaterThan(scripts.size());
	}

	@ParameterizedTest
	@EnumSource
	void whenTheNodeSaysWhenToComeBackThenThatIsWhenTheCallIsRepeated(Driver driver) {
		try (Course course = new Course(1, RetrySettings.defaults())) {
			course.run(driver, RetryClass.ONCE,
					List.of(Reply.of(429, "", "", "Retry-After: 7"), Reply.of(429, "", "", "Retry-After: 0"), FINE));
			assertThat(course.events).containsExactly("wait PT7S", "wait PT0S", "value after 3 requests");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheNodeAsksForTooMuchThenTheCallFailsAtOnceAndSaysForHowMuch(Driver driver) {
		try (Course course = new Course(1, RetrySettings.defaults())) {
			course.run(driver, RetryClass.READ, List.of(Reply.of(429, "", "", "Retry-After: 99999999999999")));
			assertThat(course.events)
				.containsExactly("OverloadedException overloaded, PT27777777777H46M39S, true after 1 requests");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenWaitsWouldExceedTheTimeLimitThenTheCallFailsWithTheLastFailure(Driver driver) {
		try (Course course = new Course(1, RetrySettings.defaults().maxAttempts(10))) {
			Reply later = Reply.of(503, "application/json", "{\"error\":\"x\",\"code\":\"unavailable\"}",
					"Retry-After: 8");
			course.run(driver, RetryClass.READ, List.of(later, later, later, later, later));
			assertThat(course.events).containsExactly("wait PT8S", "wait PT8S",
					"UnavailableException unavailable, PT8S, true after 3 requests");
			assertThat(course.now()).isEqualTo(Duration.ofSeconds(16));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnEarlierAttemptMayHaveBeenAppliedThenALaterRefusalDoesNotHideIt(Driver driver) {
		try (Course course = new Course(1, RetrySettings.defaults())) {
			course.harmless = true;
			@Nullable Throwable failure = course.run(driver, RetryClass.DEDUPLICATED,
					List.of(Reply.reset(), OVERLOADED, OVERLOADED));
			assertThat(failure).isExactlyInstanceOf(UnknownOutcomeException.class)
				.hasMessageContaining("sent again, test.call was answered with 429");
			assertThat(failure).asInstanceOf(type(MemoturnException.class)).returns(3, MemoturnException::attempts);
		}
	}

	@Test
	void whenTheNodeIsDownThenTenThousandCallsCauseTenRepetitions() {
		try (ScriptedServer server = new ScriptedServer(UNAVAILABLE);
				Transport transport = transport(server.url(), RetrySettings.defaults(), Timing.system())) {
			AtomicInteger requests = new AtomicInteger();
			server.forgetRequests();
			server.answer((request) -> {
				requests.incrementAndGet();
				return UNAVAILABLE;
			});
			Call<Boolean> call = call(RetryClass.READ, false);
			for (int i = 0; i < 5000; i++) {
				assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> transport.call(call));
				assertThat(Driver.REACTIVE.failureOf(transport, call)).isInstanceOf(UnavailableException.class);
			}
			assertThat(requests.get()).isBetween(10_001, 10_010);
		}
	}

	@Test
	void whenInterruptedBetweenAttemptsThenStopsAtOnceAndSendsNothingMore() throws Exception {
		Semaphore waiting = new Semaphore(0);
		Timing.Sleep sleep = (duration) -> {
			waiting.release();
			TimeUnit.SECONDS.sleep(20);
		};
		Timing timing = new Timing(Clock.systemUTC(), System::nanoTime, () -> 0.5, sleep, Mono::delay,
				Schedulers::parallel);
		try (ScriptedServer server = new ScriptedServer(OVERLOADED);
				Transport transport = transport(server.url(), RetrySettings.defaults().budget(1000), timing)) {
			Duration late = LIMIT;
			// How late a thread is that does nothing but sleep is the machine's affair.
			for (int i = 1; i <= 20 && late.compareTo(Duration.ofMillis(50)) >= 0; i++) {
				Duration call = interrupt(waiting,
						() -> assertThatExceptionOfType(CallInterruptedException.class)
							.isThrownBy(() -> transport.call(call(RetryClass.READ, false)))
							.withMessageContaining("interrupted"));
				Duration bare = interrupt(waiting,
						() -> assertThatExceptionOfType(InterruptedException.class)
							.isThrownBy(() -> sleep.forThis(LIMIT))
							.satisfies((ex) -> Thread.currentThread().interrupt()));
				late = call.minus(bare);
				assertThat(server.requests()).hasSize(i);
			}
			assertThat(late).isLessThan(Duration.ofMillis(50));
		}
	}

	/**
	 * Interrupt a task while it waits.
	 * @param waiting tells that it does
	 * @param task what to interrupt, which must keep the flag
	 * @return how long it took to end
	 */
	private static Duration interrupt(Semaphore waiting, Runnable task) throws Exception {
		AtomicLong endedAt = new AtomicLong();
		FutureTask<Boolean> flag = new FutureTask<>(() -> {
			task.run();
			endedAt.set(System.nanoTime());
			return Thread.currentThread().isInterrupted();
		});
		Thread caller = new Thread(flag);
		caller.start();
		assertThat(waiting.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
		long interruptedAt = System.nanoTime();
		caller.interrupt();
		assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
		return Duration.ofNanos(endedAt.get() - interruptedAt);
	}

	@Test
	void whenCancelledBetweenAttemptsThenNothingMoreIsSent() {
		AtomicInteger delays = new AtomicInteger();
		AtomicInteger cancelled = new AtomicInteger();
		Timing timing = new Timing(Clock.systemUTC(), System::nanoTime, () -> 0.5, (duration) -> {
		}, (duration) -> Mono.never()
			.doOnSubscribe((subscription) -> delays.incrementAndGet())
			.doOnCancel(cancelled::incrementAndGet), Schedulers::parallel);
		try (ScriptedServer server = new ScriptedServer(OVERLOADED);
				Transport transport = transport(server.url(), RetrySettings.defaults(), timing)) {
			var subscription = transport.send(() -> call(RetryClass.READ, false)).subscribe();
			ScriptedServer.await("the wait", () -> delays.get() == 1);
			subscription.dispose();
			ScriptedServer.await("the end of the wait", () -> cancelled.get() == 1);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void blockingCallShouldWaitForAnAnswerNoLongerThanItsTimeLimitLeaves() {
		AtomicLong nanos = new AtomicLong();
		// All but a tenth of a second goes by between the attempts.
		Timing timing = new Timing(Clock.systemUTC(), nanos::get, () -> 0.995,
				(duration) -> nanos.addAndGet(duration.toNanos()), Mono::delay, Schedulers::parallel);
		RetrySettings settings = RetrySettings.defaults().initialInterval(LIMIT).maxInterval(LIMIT);
		AtomicInteger requests = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer(UNAVAILABLE);
				Transport transport = transport(server.url(), settings, timing)) {
			server.answer((request) -> (requests.incrementAndGet() == 1) ? UNAVAILABLE : Reply.silence());
			long start = System.nanoTime();
			assertThatExceptionOfType(DeadlineExceededException.class)
				.isThrownBy(() -> transport.call(call(RetryClass.READ, false)))
				.returns(2, MemoturnException::attempts);
			// Without the limit, it would take the silent node's 20 seconds.
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.dividedBy(2));
			assertThat(Duration.ofNanos(nanos.get())).isEqualTo(Duration.ofMillis(19_900));
		}
	}

	@ParameterizedTest
	@MethodSource("troubles")
	void reactiveCallShouldEndByItsTimeLimit(List<Reply> replies) {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		Duration step = LIMIT.dividedBy(100);
		Timing timing = new Timing(Clock.systemUTC(), () -> time.now(TimeUnit.NANOSECONDS), () -> 0.5, (duration) -> {
		}, (duration) -> Mono.delay(duration, time), () -> time);
		RetrySettings settings = RetrySettings.defaults()
			.maxAttempts(10)
			.initialInterval(LIMIT.dividedBy(10))
			.maxInterval(LIMIT);
		Iterator<Reply> script = Stream.concat(replies.stream(), Stream.generate(Reply::silence)).iterator();
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				Transport transport = transport(server.url(), settings, timing)) {
			server.answer((request) -> script.next());
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			AtomicReference<@Nullable Duration> end = new AtomicReference<>();
			transport.send(() -> call(RetryClass.READ, false)).subscribe((value) -> {
			}, (ex) -> {
				end.set(Duration.ofNanos(time.now(TimeUnit.NANOSECONDS)));
				failure.set(ex);
			});
			ScriptedServer.await("first request", () -> !server.requests().isEmpty());
			ScriptedServer.await("end", () -> {
				time.advanceTimeBy(step);
				return failure.get() != null;
			});
			assertThat(failure.get()).isInstanceOfAny(DeadlineExceededException.class, UnavailableException.class,
					OverloadedException.class);
			assertThat(end.get()).isLessThanOrEqualTo(LIMIT.plus(step));
		}
		finally {
			time.dispose();
		}
	}

	static Stream<List<Reply>> troubles() {
		return Stream.of(List.of(), Collections.nCopies(10, OVERLOADED), Collections.nCopies(10, UNAVAILABLE),
				List.of(UNAVAILABLE, OVERLOADED));
	}

	private static Reply failure(int status, String code) {
		return Reply.json(status, "{\"error\":\"because\",\"code\":\"" + code + "\"}");
	}

	private static Call<Boolean> call(RetryClass retryClass, boolean harmless) {
		return Operation.describe("test.call", "POST", "/v1/test").retry(retryClass).<Boolean>reads((answer) -> {
			answer.read(Object.class);
			return true;
		}).call().harmless(harmless);
	}

	private static Transport transport(URI url, RetrySettings retry, Timing timing) {
		return new Transport(new TransportSettings(() -> url, new Credentials(null, null), Duration.ofSeconds(5), LIMIT,
				LIMIT, 10, 1000, new ConnectionSettings(100, Duration.ofSeconds(15), null), retry, Duration.ZERO,
				new TransportSettings.Observations("default", ObservationRegistry.NOOP, null)), timing);
	}

	/**
	 * What repeats.
	 */
	enum Driver {

		SPRING_RETRY {

			@Override
			@Nullable Throwable failureOf(Transport transport, Call<?> call) {
				return catchThrowable(() -> transport.call(call));
			}

		},

		REACTIVE {

			@Override
			@Nullable Throwable failureOf(Transport transport, Call<?> call) {
				return transport.send(() -> call)
					.then(Mono.<Throwable>empty())
					.onErrorResume(Mono::just)
					.block(Duration.ofSeconds(30));
			}

		};

		abstract @Nullable Throwable failureOf(Transport transport, Call<?> call);

	}

	/**
	 * Calls of one client one after the other, and what came of them.
	 */
	private static final class Course implements AutoCloseable {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final AtomicLong nanos = new AtomicLong();

		private final ScriptedServer server = new ScriptedServer(Reply.close());

		private final Transport transport;

		private boolean harmless;

		Course(long seed, RetrySettings settings) {
			Random random = new Random(seed);
			Timing timing = new Timing(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), this.nanos::get, random::nextDouble,
					this::pass, (duration) -> Mono.fromSupplier(() -> {
						pass(duration);
						return 0L;
					}), Schedulers::parallel);
			this.transport = RetriesTests.transport(this.server.url(), settings, timing);
		}

		private void pass(Duration duration) {
			this.events.add("wait " + duration);
			this.nanos.addAndGet(duration.toNanos());
		}

		Duration now() {
			return Duration.ofNanos(this.nanos.get());
		}

		@Nullable Throwable run(Driver driver, RetryClass retryClass, List<Reply> script) {
			Iterator<Reply> replies = script.iterator();
			int before = this.server.requests().size();
			this.server.answer((request) -> replies.next());
			Throwable failure = driver.failureOf(this.transport, call(retryClass, this.harmless));
			String end = "value";
			if (failure instanceof MemoturnException ours) {
				end = ours.getClass().getSimpleName() + " " + ours.code() + ", "
						+ ours.retryAfter().map(Duration::toString).orElse("-") + ", " + ours.isRetryable();
				assertThat(ours.attempts()).isEqualTo(this.server.requests().size() - before);
			}
			else {
				assertThat(failure).isNull();
			}
			this.events.add(end + " after " + (this.server.requests().size() - before) + " requests");
			return failure;
		}

		@Override
		public void close() {
			this.transport.close();
			this.server.close();
		}

	}

}
