package ai.memoturn.client.operation;

import java.time.Duration;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * Decides after a failure whether and when to send again. It knows no clock, no dice and
 * no other call, so the same arguments always give the same answer, whoever asks.
 *
 * @param settings the settings
 */
record RetryRule(RetrySettings settings) {

	/**
	 * Decide after a failure.
	 * @param attempts how often the call was sent so far
	 * @param failure what the last attempt ended with
	 * @param left what is left of the call's time
	 * @param random from 0 inclusive to 1 exclusive
	 * @return how long to wait before the next attempt, {@code null} to give up
	 */
	@Nullable Duration waitAfter(int attempts, MemoturnException failure, Duration left, double random) {
		if (attempts >= this.settings.maxAttempts() || !failure.isRetryable()) {
			return null;
		}
		Duration asked = failure.retryAfter().orElse(null);
		if (asked != null && asked.compareTo(this.settings.maxRetryAfter()) > 0) {
			return null;
		}
		Duration wait = (asked != null) ? asked : jittered(attempts, random);
		return (wait.compareTo(left) < 0) ? wait : null;
	}

	// Compared as floating point numbers, which grow past every limit without overflow.
	private Duration jittered(int attempts, double random) {
		double longest = Math.min(toNanos(this.settings.maxInterval()),
				toNanos(this.settings.initialInterval()) * Math.pow(this.settings.multiplier(), attempts - 1));
		return Duration.ofNanos((long) (longest * random));
	}

	private static double toNanos(Duration duration) {
		return duration.getSeconds() * 1e9 + duration.getNano();
	}

}
