package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a container does, at one moment.
 *
 * @param id the id of the listener
 * @param namespace the namespace of its stream
 * @param state what it does
 * @param stopReason why it stopped; {@code null} when it runs or never did
 * @param problem what it fails with at present, by code or by kind; {@code null} for
 * nothing
 * @param pauseRequested whether it was asked to pause
 * @param recorded whether the policy has the stream recorded, as last asked; {@code null}
 * when that is not known
 * @param newest the largest time of an event that has been handled; {@code null} before
 * the first
 * @param lag how old the oldest event is that was read and not handled; zero when there
 * is none
 * @param delivered how many events have been handled since the container was created
 * @param retried how many deliveries failed and were repeated
 * @param deadLettered how many events a recoverer took
 * @param gaps how many gaps were found
 * @param lastGap the last gap; {@code null} for none
 */
public record AuditListenerStatus(String id, String namespace, State state, @Nullable AuditStopReason stopReason,
		@Nullable String problem, boolean pauseRequested, @Nullable Boolean recorded, @Nullable Instant newest,
		Duration lag, long delivered, long retried, long deadLettered, long gaps, @Nullable AuditGap lastGap) {

	/**
	 * Return whether the container does what it was asked to.
	 * @return {@code false} if it stopped by itself
	 */
	public boolean isInExpectedState() {
		return this.stopReason == null || this.stopReason == AuditStopReason.REQUESTED;
	}

	/**
	 * What a container does.
	 */
	public enum State {

		/** It does not run. */
		STOPPED,

		/** It follows the stream. */
		RUNNING,

		/** It was asked to pause, and does. */
		PAUSED,

		/** Another instance holds the lease. */
		STANDBY

	}

}
