package ai.memoturn.embedded.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.policy.RestoreWindows;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.support.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuditTrail}: waiting, overflow and retention.
 */
class AuditTrailTests {

	private static final Duration LONG = Duration.ofHours(1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final AtomicLong millis = new AtomicLong(Instant.parse("2026-03-10T12:00:00Z").toEpochMilli());

	@SuppressWarnings("NullAway.Init")
	private GovernanceFile file;

	@SuppressWarnings("NullAway.Init")
	private Policies policies;

	@BeforeEach
	void open() {
		this.file = GovernanceFile.open(this.directory);
		this.policies = new Policies(this.file, RestoreWindows.DEFAULT, this::now);
		this.policies.set("acme", "{\"audit\":{\"enabled\":true}}");
	}

	@AfterEach
	void close() {
		this.file.close();
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.millis.get());
	}

	private AuditTrail trail(Duration flushInterval) {
		return new AuditTrail(this.file, this.policies, "n", flushInterval, this::now);
	}

	private static void record(AuditTrail trail, int times) {
		for (int i = 0; i < times; i++) {
			trail.record(AuditGate.PROFILE, AuditEvent.of("memory.ingest", "acme", "alice", Caller.NOBODY));
		}
	}

	private int stored() {
		int count = 0;
		String cursor = null;
		do {
			AuditStream.Page page = new AuditStream(this.file)
				.read(new AuditStream.Query("acme", 0, Long.MAX_VALUE, null, null, null, 1000, cursor));
			count += page.events().size();
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return count;
	}

	@Test
	@Section("trust 4.4")
	void whenABatchIsFullThenItIsWrittenAtOnce() {
		try (AuditTrail trail = trail(LONG)) {
			record(trail, AuditTrail.FULL_BATCH - 1);
			assertThat(stored()).isZero();
			record(trail, 1);
			Eventually.holds(() -> assertThat(stored()).isEqualTo(AuditTrail.FULL_BATCH));
		}
	}

	@Test
	@Section("trust 4.4")
	void whenTooManyWaitThenFurtherOnesAreDroppedAndCounted() {
		try (AuditTrail trail = trail(LONG)) {
			// Of many namespaces, so that none fills a batch.
			for (int i = 0; i < AuditTrail.MOST_QUEUED + 10; i++) {
				String namespace = "n" + i % 20;
				if (i < 20) {
					this.policies.set(namespace, "{\"audit\":{\"enabled\":true}}");
				}
				trail.record(AuditGate.NAMESPACE, AuditEvent.of("token.mint", namespace, Caller.PLATFORM));
			}
			assertThat(trail.dropped()).isEqualTo(10);
		}
	}

	@Test
	@Section("trust 4.4")
	void closingShouldWriteEverythingOut() {
		try (AuditTrail trail = trail(LONG)) {
			record(trail, 3);
		}
		assertThat(stored()).isEqualTo(3);
	}

	@Test
	@Section("trust 4.3")
	void whatIsNotSwitchedOnShouldNotBeRecorded() {
		try (AuditTrail trail = trail(LONG)) {
			trail.record(AuditGate.READS, AuditEvent.of("memory.recall", "acme", "alice", Caller.NOBODY));
			trail.record(AuditGate.PROFILE, AuditEvent.of("memory.ingest", "other", "alice", Caller.NOBODY));
			this.policies.setOverride("other", "alice", "{\"audit\":{\"enabled\":true,\"include_reads\":true}}");
			trail.record(AuditGate.NAMESPACE, AuditEvent.of("token.mint", "other", Caller.PLATFORM));
			trail.record(AuditGate.READS, AuditEvent.of("memory.recall", "other", "bob", Caller.NOBODY));
		}
		assertThat(stored()).isZero();
	}

	@Test
	@Section("trust 4.4")
	void retentionShouldGoByWholeDaysOfUtc() {
		for (int day = 0; day < 4; day++) {
			try (AuditTrail trail = trail(LONG)) {
				record(trail, 1);
			}
			this.millis.addAndGet(Duration.ofDays(1).toMillis());
		}
		// Now it is noon of the fifth day.
		try (AuditTrail trail = trail(LONG)) {
			trail.prune();
			assertThat(stored()).isEqualTo(4);
			this.policies.set("acme", "{\"audit\":{\"enabled\":true,\"retention_secs\":172800}}");
			trail.prune();
			assertThat(stored()).isEqualTo(2);
			this.policies.set("acme", "{\"audit\":{\"enabled\":true,\"retention_secs\":60}}");
			trail.prune();
			assertThat(stored()).isZero();
		}
	}

}
