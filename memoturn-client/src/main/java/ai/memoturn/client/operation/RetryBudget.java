package ai.memoturn.client.operation;

import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.client.options.RetrySettings;

/**
 * The tokens that all calls of a client pay their repetitions with.
 */
final class RetryBudget {

	private final int capacity;

	private final AtomicInteger tokens;

	RetryBudget(int capacity) {
		this.capacity = capacity;
		this.tokens = new AtomicInteger(capacity);
	}

	/**
	 * Pay for a repetition.
	 * @return whether there were enough tokens
	 */
	boolean pay() {
		int before = this.tokens.getAndUpdate((tokens) -> (tokens >= RetrySettings.REPETITION_COST)
				? tokens - RetrySettings.REPETITION_COST : tokens);
		return before >= RetrySettings.REPETITION_COST;
	}

	/**
	 * Note a success. A full budget is only read, so that calls that succeed do not
	 * contend for it.
	 */
	void refund() {
		if (this.tokens.get() < this.capacity) {
			this.tokens.getAndUpdate((tokens) -> Math.min(this.capacity, tokens + 1));
		}
	}

}
