package ai.memoturn.client.operation;

import java.time.Duration;

/**
 * Durations as nanoseconds.
 */
final class Nanos {

	// A hundred years, so that two of them can be added.
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private Nanos() {
	}

	static long of(Duration duration) {
		return ((duration.compareTo(LONGEST) < 0) ? duration : LONGEST).toNanos();
	}

}
