package ai.memoturn.boot.listener;

import java.time.Instant;

/**
 * Events may be missing from the stream: some that were handled are there no more though
 * a pass over the stream should have met them, so others may be gone that were never
 * read. Retention went past the position, or the stream was made anew.
 *
 * @param after the last time up to which nothing is missing
 * @param before when the gap was found
 * @param vanished how many events that had been handled are there no more, 1 or more
 */
public record AuditGap(Instant after, Instant before, int vanished) {

}
