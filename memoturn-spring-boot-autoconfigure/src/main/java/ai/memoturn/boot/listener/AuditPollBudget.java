package ai.memoturn.boot.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often containers that share it may ask a node, which counts their requests with
 * those for tokens, policies and databases, 10 a second by default for everybody
 * together. Thread-safe.
 */
public final class AuditPollBudget {

	private final long nanosEach;

	private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

	private AuditPollBudget(long nanosEach) {
		this.nanosEach = nanosEach;
	}

	/**
	 * Return a budget.
	 * @param requests how many requests a second, above 0
	 * @return the budget
	 */
	public static AuditPollBudget perSecond(double requests) {
		if (!(requests > 0 && requests <= 1_000_000)) {
			throw new IllegalArgumentException(
					"requests must be above 0 and not exceed 1000000 a second, but is " + requests);
		}
		return new AuditPollBudget((long) (1_000_000_000L / requests));
	}

	/**
	 * Take a request out of the budget.
	 * @param now the time that only goes on, in nanoseconds
	 * @return how long to wait before making it
	 */
	Duration take(long now) {
		long taken = this.next.getAndUpdate((next) -> Math.max(next, now) + this.nanosEach);
		return Duration.ofNanos(Math.max(0, Math.max(taken, now) - now));
	}

}
