package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every time without recording is found, however short it was, and nothing else is.
 */
class AuditRecordingWatchTests {

	private final MovedTime time = new MovedTime();

	private final Node node = new Node();

	private final AuditRecordingWatch watch = watch(null);

	static LongStream seeds() {
		return LongStream.range(0, 100);
	}

	@Test
	void whenItIsOnThenNothingIsFoundAndItIsAskedOnceInAWhile() {
		this.node.put(true);
		assertThat(this.watch.isDue()).isTrue();
		assertThat(this.watch.check()).isNull();
		assertThat(this.watch.recorded()).isTrue();
		assertThat(this.watch.revision()).isEqualTo(1);
		assertThat(this.watch.isDue()).isFalse();
		this.time.move(Duration.ofMinutes(1));
		assertThat(this.watch.isDue()).isTrue();
	}

	@Test
	void whenItWasNeverOnThenThatIsSaidAndSwitchingItOnIsNoGap() {
		assertThat(this.watch.check()).isNull();
		assertThat(this.watch.recorded()).isFalse();
		this.node.put(true);
		assertThat(checkAgain()).isNull();
		assertThat(this.watch.recorded()).isTrue();
	}

	@Test
	void whenItWasOffForAMomentThenTheGapIsFoundOnce() {
		this.node.put(true);
		this.watch.check();
		Instant known = this.time.now();
		this.time.move(Duration.ofSeconds(20));
		this.node.put(false);
		this.node.put(true);
		AuditGap gap = checkAgain();
		assertThat(gap).isNotNull();
		assertThat(gap.reason()).isEqualTo(AuditGap.Reason.NOT_RECORDED);
		assertThat(gap.after()).isEqualTo(known);
		assertThat(gap.before()).isAfter(known.plusSeconds(20));
		assertThat(checkAgain()).isNull();
	}

	@Test
	void whenItWasOffWhileNobodyListenedThenTheGapIsFound() {
		this.node.put(true);
		this.watch.check();
		this.node.put(false);
		this.node.put(true);
		this.node.put(true);
		AuditRecordingWatch later = watch(this.watch.revision());
		assertThat(checkAgain(later)).isNotNull();
		assertThat(later.revision()).isEqualTo(4);
	}

	@Test
	void whenThePolicyCannotBeReadThenNothingIsKnown() {
		this.node.secret = true;
		assertThat(this.watch.check()).isNull();
		assertThat(this.watch.recorded()).isNull();
		assertThat(this.watch.revision()).isNull();
	}

	@Test
	void whenTheDocumentBeganAnewThenThatIsAGap() {
		this.node.put(true);
		this.node.put(true);
		this.watch.check();
		this.node.clear();
		this.node.put(true);
		assertThat(checkAgain()).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whateverIsPutTheWatchShouldKnowWhetherItWasEverOff(long seed) {
		Random random = new Random(seed);
		this.node.put(true);
		this.watch.check();
		int wasOff = 0;
		int found = 0;
		for (int round = 0; round < 20; round++) {
			boolean off = false;
			for (int puts = random.nextInt(4); puts > 0; puts--) {
				boolean on = random.nextInt(3) > 0;
				off |= !on;
				this.node.put(on);
				this.time.move(Duration.ofMillis(random.nextInt(3000)));
			}
			if (off) {
				this.node.put(true);
				wasOff++;
			}
			found += (checkAgain() != null) ? 1 : 0;
		}
		assertThat(found).as("gaps, seed %d", seed).isEqualTo(wasOff);
	}

	private @Nullable AuditGap checkAgain() {
		return checkAgain(this.watch);
	}

	// What was put a moment ago can be read only some time later.
	private @Nullable AuditGap checkAgain(AuditRecordingWatch watch) {
		this.time.move(Duration.ofMinutes(1));
		AuditGap first = watch.check();
		this.time.move(Duration.ofSeconds(11));
		AuditGap second = watch.check();
		return (first != null) ? first : second;
	}

	private AuditRecordingWatch watch(@Nullable Long revision) {
		AuditRecordingWatch watch = new AuditRecordingWatch(
				AuditListenerEndpoint.of("listener", "acme", AuditHandler.each((event) -> {
				}), (endpoint) -> endpoint.action("memory.")), this.node, AuditListenerOptions.defaults(), this.time);
		watch.open(revision, this.time.now());
		return watch;
	}

	/** Counts and tells of policies as the protocol says, some seconds later. */
	private final class Node implements AuditFeed {

		private final List<AuditEvent> told = new ArrayList<>();

		private long revision;

		private boolean enabled;

		private boolean secret;

		void put(boolean enabled) {
			this.enabled = enabled;
			this.revision++;
			if (enabled) {
				Instant now = AuditRecordingWatchTests.this.time.now();
				this.told.add(new AuditEvent(1, "evt_" + this.told.size(), Instant.ofEpochMilli(now.toEpochMilli()),
						"n1", "acme", null, null, AuditAction.POLICY_UPDATE, "policy:acme", AuditOutcome.OK, null,
						this.revision, null, null, null, Map.of()));
			}
		}

		void clear() {
			this.told.clear();
			this.revision = 0;
		}

		@Override
		public AuditPage page(AuditQuery query) {
			assertThat(query.action()).isEqualTo("policy.update");
			Instant readable = AuditRecordingWatchTests.this.time.now().minusSeconds(5);
			return AuditEvents.feed(this.told.stream().filter((event) -> event.time().isBefore(readable)).toList())
				.page(query);
		}

		@Override
		public Optional<AuditRecording> recording(@Nullable String profile) {
			return this.secret ? Optional.empty() : Optional.of(new AuditRecording(this.enabled, this.revision));
		}

	}

}
