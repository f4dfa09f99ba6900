package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What has happened in a container, written by its thread and read by any.
 */
final class AuditListenerCounts {

	private long delivered;

	private long retried;

	private long deadLettered;

	private long gaps;

	private @Nullable AuditGap lastGap;

	private @Nullable Boolean recorded;

	private @Nullable Instant newest;

	private @Nullable Instant oldestWaiting;

	private @Nullable String problem;

	private @Nullable AuditStopReason stopReason;

	synchronized void started() {
		this.stopReason = null;
		this.problem = null;
	}

	synchronized void stopped(AuditStopReason reason, @Nullable String problem) {
		this.stopReason = reason;
		this.problem = (problem != null) ? problem : this.problem;
		this.oldestWaiting = null;
	}

	synchronized void delivered(int events, @Nullable Instant newest) {
		this.delivered += events;
		this.newest = newest;
	}

	synchronized void retried() {
		this.retried++;
	}

	synchronized void deadLettered(int events) {
		this.deadLettered += events;
	}

	synchronized void gap(AuditGap gap) {
		this.gaps++;
		this.lastGap = gap;
	}

	/**
	 * Take note of whether the stream is recorded.
	 * @return whether it was just found that it is not
	 */
	synchronized boolean recorded(@Nullable Boolean recorded) {
		boolean ended = Boolean.FALSE.equals(recorded) && !Boolean.FALSE.equals(this.recorded);
		this.recorded = recorded;
		return ended;
	}

	synchronized void waiting(@Nullable Instant oldest) {
		this.oldestWaiting = oldest;
	}

	synchronized void problem(@Nullable String problem) {
		this.problem = problem;
	}

	synchronized AuditListenerStatus status(AuditListenerEndpoint endpoint, AuditListenerStatus.State state,
			boolean pauseRequested, Instant now) {
		Duration lag = (this.oldestWaiting != null && this.oldestWaiting.isBefore(now))
				? Duration.between(this.oldestWaiting, now) : Duration.ZERO;
		return new AuditListenerStatus(endpoint.id(), endpoint.namespace(), state, this.stopReason, this.problem,
				pauseRequested, this.recorded, this.newest, lag, this.delivered, this.retried, this.deadLettered,
				this.gaps, this.lastGap);
	}

}
