package ai.memoturn.boot.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import ai.memoturn.boot.health.ErasuresHealthIndicator;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.ProfileNameEncoding;
import ai.memoturn.boot.scope.ScopeResolution;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.options.RetrySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErasureWatch}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ErasureWatchTests {

	private static final Instant GRACE = Instant.ofEpochMilli(1700086400000L);

	private final RecordingServer server = new RecordingServer();

	private final MemoturnClient client = MemoturnClient.builder()
		.url(this.server.url())
		.retry(RetrySettings.off())
		.build();

	private final AtomicReference<Instant> now = new AtomicReference<>(GRACE);

	private final List<Object> events = new CopyOnWriteArrayList<>();

	// Looks by itself only when a test would have failed long since.
	private final ErasureWatch watch = new ErasureWatch(this.client, this.events::add, Duration.ofHours(1),
			this.now::get);

	private final ErasuresHealthIndicator indicator = new ErasuresHealthIndicator(this.watch);

	@AfterEach
	void close() {
		this.watch.destroy();
		this.client.close();
		this.server.close();
	}

	@Test
	void whenNothingIsWatchedThenNothingIsAskedAndNoThreadRuns() {
		this.watch.look();
		assertThat(this.server.requests()).isEmpty();
		assertThat(threads()).isEmpty();
		this.watch.watch("acme", "alice", "ers_1");
		assertThat(threads()).singleElement().returns(true, Thread::isDaemon);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void whenTheGraceTimeLastsThenItIsLookedAtOnce() {
		this.now.set(GRACE.minusMillis(1));
		this.watch.watch("acme", "alice", "ers_1");
		this.server.answer(200, coupon("ers_1", "\"pending\""));
		this.watch.look();
		this.watch.look();
		assertThat(this.server.requests()).singleElement()
			.returns("/v1/memory/acme/alice/erasures/ers_1", RecordingServer.Request::path);
		this.now.set(GRACE);
		this.watch.look();
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenItIsBlockedThenThatIsToldOnceForAllTheSameNames(CapturedOutput output) {
		this.watch.watch("acme", "alice", "ers_1");
		this.server.answer(200, coupon("ers_1", "\"blocked\",\"blocked_by\":{\"checkpoints\":[\"launch\"]}"));
		this.watch.look();
		this.watch.look();
		assertThat(this.events).singleElement().isInstanceOfSatisfying(ErasureEvent.Blocked.class, (event) -> {
			assertThat(event.namespace()).isEqualTo("acme");
			assertThat(event.profile()).isEqualTo("alice");
			assertThat(event.erasure().isBlocked()).isTrue();
			assertThat(event).hasToString("Blocked[ers_1]");
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("ers_1"))).singleElement()
			.asString()
			.contains("acme/alice", "checkpoints [launch]");
		assertThat(health().getDetails()).containsEntry("watched", 1)
			.containsEntry("blocked", 1L)
			.containsEntry("ers_1", "checkpoints [launch]");

		this.server.answer(200,
				coupon("ers_1", "\"blocked\",\"blocked_by\":{\"branches\":[\"a\",\"b\"],\"readers\":[]}"));
		this.watch.look();
		assertThat(this.events).hasSize(2);
		assertThat(health().getDetails()).containsEntry("ers_1", "branches [a, b], readers");
		this.server.answer(200, coupon("ers_1", "\"pending\""));
		this.watch.look();
		assertThat(health().getDetails()).containsEntry("blocked", 0L).doesNotContainKey("ers_1");
		this.server.answer(200, coupon("ers_1", "\"blocked\",\"blocked_by\":{\"branches\":[\"a\",\"b\"]}"));
		this.watch.look();
		assertThat(this.events).hasSize(3);
	}

	@Test
	void whenItIsCompletedThenThatIsToldAndItIsLeftAlone() {
		this.watch.watch("acme", "alice", "ers_1");
		this.server.answer(200, coupon("ers_1",
				"\"completed\",\"completed_at\":1700086400001,\"receipt\":{\"payload\":{},\"alg\":\"none\"}"));
		this.watch.look();
		this.watch.look();
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(ErasureEvent.Completed.class,
					(event) -> assertThat(event.erasure().receipt()).isNotNull());
		assertThat(this.server.requests()).hasSize(1);
		assertThat(this.watch.size()).isZero();
		assertThat(health().getDetails()).containsOnlyKeys("watched", "blocked");
	}

	@Test
	void whenTheNodeDoesNotAnswerThenTheRestWaitsForTheNextTime() {
		this.watch.watch("acme", "alice", "ers_1");
		this.watch.watch("acme", "bob", "ers_2");
		this.server.answer(503, "{\"error\":\"x\",\"code\":\"unavailable\"}");
		this.watch.look();
		assertThat(this.server.requests()).hasSize(1);
		assertThat(this.watch.size()).isEqualTo(2);
		assertThat(this.watch.found()).isEmpty();
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void whenTheNodeDoesNotKnowItThenItIsLeftAlone() {
		this.watch.watch("acme", "alice", "ers_1");
		this.server.answer(404, "{\"error\":\"x\",\"code\":\"not_found\"}");
		this.watch.look();
		assertThat(this.watch.size()).isZero();
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenThereAreTooManyThenTheFirstIsLeftAlone(CapturedOutput output) {
		for (int i = 0; i <= ErasureWatch.MAX_WATCHED; i++) {
			this.watch.watch("acme", "alice", "ers_" + i);
			this.watch.watch("acme", "alice", "ers_" + i);
		}
		assertThat(this.watch.size()).isEqualTo(ErasureWatch.MAX_WATCHED);
		assertThat(output.getAll()).containsOnlyOnce("is not watched any more").contains("ers_0 ");
	}

	@Test
	void whenItIsClosedThenNothingIsWatchedAndNoThreadRuns() throws InterruptedException {
		this.watch.watch("acme", "alice", "ers_1");
		List<Thread> before = threads();
		this.watch.destroy();
		for (Thread thread : before) {
			thread.join(10_000);
		}
		assertThat(threads()).isEmpty();
		this.watch.watch("acme", "alice", "ers_2");
		assertThat(this.watch.size()).isEqualTo(1);
		assertThat(threads()).isEmpty();
	}

	@Test
	void whenATimeHasPassedThenItLooksByItself() throws InterruptedException {
		ErasureWatch eager = new ErasureWatch(this.client, this.events::add, Duration.ofMillis(1), this.now::get);
		try {
			this.server.answer(500, "{\"error\":\"x\",\"code\":\"internal\"}");
			eager.watch("acme", "alice", "ers_1");
			while (this.server.requests().size() < 3) {
				Thread.onSpinWait();
			}
			this.server.answer(200, coupon("ers_1", "\"blocked\",\"blocked_by\":{\"branches\":[\"a\"]}"));
			while (this.events.isEmpty()) {
				Thread.onSpinWait();
			}
		}
		finally {
			eager.destroy();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsErasedThroughTheInjectedProfilesShouldBeWatched(boolean reactive) {
		MemoryProfiles profiles = new MemoryProfiles(this.client, this.client.reactive(),
				new ScopeResolution(() -> MemoryScope.of("alice"), null, "acme", ProfileNameEncoding.STRICT),
				this.watch);
		this.server.answer(202, "{\"erasure_id\":\"ers_1\",\"status\":\"pending\",\"txid\":1,\"grace_until\":1}");
		if (reactive) {
			profiles.reactiveCurrent().erase(ErasureTarget.facts("t")).block();
			profiles.reactiveCurrent().forget("mem_1").block();
		}
		else {
			profiles.current().erase(ErasureTarget.facts("t"));
			profiles.current().forget("mem_1");
		}
		assertThat(this.watch.size()).as("what forget says names no erasure").isEqualTo(1);
		this.server.answer(200, coupon("ers_1", "\"pending\""));
		this.watch.look();
		assertThat(this.watch.found()).extracting(Erasure::id).containsExactly("ers_1");
	}

	private Health health() {
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		return health;
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("memoturn-erasures-"))
			.toList();
	}

	private static String coupon(String id, String status) {
		return "{\"id\":\"" + id + "\",\"db\":\"acme--alice\",\"uuid\":\"0123456789abcdef0123456789abcdef\","
				+ "\"target\":{\"memory_id\":\"mem_a\"},\"memory_ids\":[\"mem_a\"],\"requested_at\":1700000000000,"
				+ "\"grace_until\":1700086400000,\"forget_txid\":{\"main\":7},\"status\":" + status + "}";
	}

}
