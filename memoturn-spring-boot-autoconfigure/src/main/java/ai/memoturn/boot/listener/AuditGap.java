package ai.memoturn.boot.listener;

import java.time.Instant;

/**
 * Events may be missing from the stream.
 *
 * @param after the last time up to which nothing is missing
 * @param before when the gap was found
 * @param vanished how many events that had been handled are there no more; 0 unless that
 * is the reason
 * @param reason what the gap was found by
 */
public record AuditGap(Instant after, Instant before, int vanished, Reason reason) {

	/**
	 * What a gap is found by.
	 */
	public enum Reason {

		/**
		 * Some events that were handled are there no more though a pass over the stream
		 * should have met them, so others may be gone that were never read: retention
		 * went past the position, or the stream was made anew.
		 */
		VANISHED,

		/**
		 * The policy switched recording off for a time.
		 */
		NOT_RECORDED

	}

}
