package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditPage;
import ai.memoturn.client.audit.AuditQuery;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the stream is recorded: what happens while it is not can never be read.
 * <p>
 * A policy document counts what is put into it, and every put after which events are
 * recorded is an event itself, with the new revision as its count. So a revision that the
 * stream does not tell of began a time without recording, however short it was and
 * whether or not anybody listened. With overrides for single profiles a revision can be
 * missing although nothing else is. Not thread-safe: the thread of the container watches.
 */
final class AuditRecordingWatch {

	private static final int MAX_PAGES = 20;

	private static final long MOST_REVISIONS = 10_000;

	private final AuditListenerEndpoint endpoint;

	private final AuditFeed feed;

	private final Duration interval;

	private final Duration overlap;

	private final ListenerTime time;

	private @Nullable Long nextCheck;

	// The last one after which recording was on, with all between the first and it.
	private @Nullable Long revision;

	private Instant recordedUntil = Instant.EPOCH;

	// A later one whose event may not be readable yet.
	private @Nullable Long pending;

	private long pendingSince;

	private @Nullable Boolean recorded;

	AuditRecordingWatch(AuditListenerEndpoint endpoint, AuditFeed feed, AuditListenerOptions options,
			ListenerTime time) {
		this.endpoint = endpoint;
		this.feed = feed;
		this.interval = options.policyInterval();
		this.overlap = options.overlap();
		this.time = time;
	}

	/**
	 * Take up what is known.
	 * @param revision the revision up to which nothing is missing; {@code null} for none
	 * @param recordedUntil when that was known last
	 */
	void open(@Nullable Long revision, Instant recordedUntil) {
		this.revision = revision;
		this.recordedUntil = recordedUntil;
		this.pending = null;
		this.nextCheck = null;
	}

	/** Return the revision up to which nothing is missing, {@code null} for none. */
	@Nullable Long revision() {
		return this.revision;
	}

	/** Return whether the stream was recorded when last asked, if that is known. */
	@Nullable Boolean recorded() {
		return this.recorded;
	}

	boolean isDue() {
		return this.nextCheck == null || this.time.nanos() - this.nextCheck >= 0;
	}

	/**
	 * Ask.
	 * @return the gap, if there is a new one
	 */
	@Nullable AuditGap check() {
		Instant asked = this.time.now();
		this.nextCheck = this.time.nanos() + this.interval.toNanos();
		AuditRecording found = this.feed.recording(this.endpoint.profile()).orElse(null);
		this.recorded = (found != null) ? found.enabled() : null;
		if (found == null || !found.enabled()) {
			// Once it is on again, the revision tells that it was not.
			return null;
		}
		Long known = this.revision;
		if (known == null || known == found.revision()) {
			this.revision = found.revision();
			this.recordedUntil = asked;
			return null;
		}
		if (known > found.revision()) {
			return gapUntil(asked, found.revision());
		}
		return checkAfter(known, found.revision(), asked);
	}

	private @Nullable AuditGap checkAfter(long known, long current, Instant asked) {
		if (this.pending == null) {
			this.pending = current;
			this.pendingSince = this.time.nanos();
		}
		long readable = this.pendingSince + this.overlap.toNanos();
		if (this.time.nanos() - readable < 0) {
			this.nextCheck = readable;
			return null;
		}
		long until = this.pending;
		this.pending = null;
		if (isTold(known, until)) {
			this.revision = until;
			this.recordedUntil = asked;
			return null;
		}
		return gapUntil(asked, until);
	}

	private AuditGap gapUntil(Instant now, long revision) {
		AuditGap gap = new AuditGap(this.recordedUntil, now, 0, AuditGap.Reason.NOT_RECORDED);
		this.revision = revision;
		this.recordedUntil = now;
		return gap;
	}

	private boolean isTold(long known, long until) {
		if (until - known > MOST_REVISIONS) {
			return false;
		}
		Set<Long> missing = LongStream.rangeClosed(known + 1, until)
			.boxed()
			.collect(Collectors.toCollection(TreeSet::new));
		AuditQuery query = AuditQuery.builder()
			.action(AuditAction.POLICY_UPDATE.value())
			.from(Instant.ofEpochMilli(this.recordedUntil.minus(this.overlap).toEpochMilli()))
			.pageSize(1000)
			.build();
		String cursor = null;
		for (int i = 0; i < MAX_PAGES && !missing.isEmpty(); i++) {
			AuditPage page = this.feed.page(query.withCursor(cursor));
			page.events().stream().map(AuditEvent::count).forEach(missing::remove);
			cursor = page.nextCursor();
			if (cursor == null) {
				break;
			}
		}
		return missing.isEmpty();
	}

}
