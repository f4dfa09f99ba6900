package ai.memoturn.embedded.wire;

import java.util.function.LongSupplier;

/**
 * A budget of requests (protocol, branching and control, 12.2): it fills at a rate, holds
 * twice what a second brings, at least one, and begins full. Never blocks.
 */
final class TokenBucket {

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	/** How long the bucket takes to fill by one request. */
	private final long cost;

	private final long capacity;

	private final LongSupplier nanoTime;

	/** In time, which adds up exactly. */
	private long saved;

	private long filledAt;

	TokenBucket(double ratePerSecond, LongSupplier nanoTime) {
		this.cost = Math.max(1, Math.round(NANOS_PER_SECOND / ratePerSecond));
		this.capacity = Math.max(this.cost, 2 * NANOS_PER_SECOND);
		this.nanoTime = nanoTime;
		this.saved = this.capacity;
		this.filledAt = nanoTime.getAsLong();
	}

	/**
	 * Take one request out of the budget.
	 * @return whether there was one
	 */
	synchronized boolean take() {
		long now = this.nanoTime.getAsLong();
		long passed = Math.max(0, now - this.filledAt);
		this.filledAt = now;
		this.saved = (passed < this.capacity - this.saved) ? this.saved + passed : this.capacity;
		if (this.saved < this.cost) {
			return false;
		}
		this.saved -= this.cost;
		return true;
	}

}
