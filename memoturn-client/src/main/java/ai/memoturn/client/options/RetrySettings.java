package ai.memoturn.client.options;

import java.time.Duration;

/**
 * When a call that failed is sent again by the client. Whether it may be sent again at
 * all is stated for each operation and no setting changes it. Immutable.
 * <p>
 * The wait before attempt <em>n</em> + 1 is drawn evenly from zero to
 * {@code min(maxInterval, initialInterval * multiplier^(n-1))}: "full jitter", which
 * spreads the clients of a node that just came back. A node that says when to come back
 * ({@code Retry-After}) is taken at its word instead. A wait that does not fit into the
 * call's time limit is not begun: the call fails at once.
 * <p>
 * All calls of a client share a budget of tokens: each repetition takes
 * {@value #REPETITION_COST}, each success gives one back, and without tokens nothing is
 * repeated. A node that is down thus sees hardly more requests than there are calls.
 *
 * @param maxAttempts how often a call is sent in all: 1 to 10
 * @param initialInterval the longest wait after the first attempt; longer than zero
 * @param multiplier by what the longest wait grows with each attempt: 1 or more
 * @param maxInterval what the longest wait never exceeds; longer than zero
 * @param maxRetryAfter the longest wait that is taken from the node; zero or longer. A
 * call fails at once if the node asks for more, and its exception says for how much
 * @param budget tokens that a client has at most, and at first: 0 or more
 */
public record RetrySettings(int maxAttempts, Duration initialInterval, double multiplier, Duration maxInterval,
		Duration maxRetryAfter, int budget) {

	/** Tokens that one repetition takes from the budget. */
	public static final int REPETITION_COST = 10;

	private static final RetrySettings DEFAULTS = new RetrySettings(3, Duration.ofMillis(100), 2, Duration.ofSeconds(5),
			Duration.ofSeconds(30), 100);

	/**
	 * Check what the record is made of.
	 * @param maxAttempts how often a call is sent in all: 1 to 10
	 * @param initialInterval the longest wait after the first attempt
	 * @param multiplier by what the longest wait grows with each attempt: 1 or more
	 * @param maxInterval what the longest wait never exceeds
	 * @param maxRetryAfter the longest wait that is taken from the node
	 * @param budget tokens that a client has at most
	 * @throws IllegalArgumentException if a value is outside its range
	 */
	public RetrySettings {
		check(maxAttempts >= 1 && maxAttempts <= 10, "maxAttempts must be 1 to 10", maxAttempts);
		check(isPositive(initialInterval), "initialInterval must be longer than zero", initialInterval);
		check(Double.isFinite(multiplier) && multiplier >= 1, "multiplier must be 1 or more", multiplier);
		check(isPositive(maxInterval), "maxInterval must be longer than zero", maxInterval);
		check(!maxRetryAfter.isNegative(), "maxRetryAfter must not be negative", maxRetryAfter);
		check(budget >= 0, "budget must not be negative", budget);
	}

	/**
	 * Return what holds unless something else is set: 3 attempts, waits of at most 100
	 * milliseconds, doubled with each attempt up to 5 seconds, {@code Retry-After} up to
	 * 30 seconds, 100 tokens.
	 * @return the default settings
	 */
	public static RetrySettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Return settings by which nothing is ever sent again.
	 * @return one attempt
	 */
	public static RetrySettings off() {
		return DEFAULTS.maxAttempts(1);
	}

	/**
	 * Change how often a call is sent in all.
	 * @param maxAttempts 1 to 10
	 * @return the changed settings
	 * @throws IllegalArgumentException if the number is outside its range
	 */
	public RetrySettings maxAttempts(int maxAttempts) {
		return new RetrySettings(maxAttempts, this.initialInterval, this.multiplier, this.maxInterval,
				this.maxRetryAfter, this.budget);
	}

	/**
	 * Change the longest wait after the first attempt.
	 * @param initialInterval longer than zero
	 * @return the changed settings
	 * @throws IllegalArgumentException if the time is not longer than zero
	 */
	public RetrySettings initialInterval(Duration initialInterval) {
		return new RetrySettings(this.maxAttempts, initialInterval, this.multiplier, this.maxInterval,
				this.maxRetryAfter, this.budget);
	}

	/**
	 * Change by what the longest wait grows with each attempt.
	 * @param multiplier 1 or more
	 * @return the changed settings
	 * @throws IllegalArgumentException if the factor is below 1 or infinite
	 */
	public RetrySettings multiplier(double multiplier) {
		return new RetrySettings(this.maxAttempts, this.initialInterval, multiplier, this.maxInterval,
				this.maxRetryAfter, this.budget);
	}

	/**
	 * Change what the longest wait never exceeds.
	 * @param maxInterval longer than zero
	 * @return the changed settings
	 * @throws IllegalArgumentException if the time is not longer than zero
	 */
	public RetrySettings maxInterval(Duration maxInterval) {
		return new RetrySettings(this.maxAttempts, this.initialInterval, this.multiplier, maxInterval,
				this.maxRetryAfter, this.budget);
	}

	/**
	 * Change the longest wait that is taken from the node.
	 * @param maxRetryAfter zero or longer
	 * @return the changed settings
	 * @throws IllegalArgumentException if the time is negative
	 */
	public RetrySettings maxRetryAfter(Duration maxRetryAfter) {
		return new RetrySettings(this.maxAttempts, this.initialInterval, this.multiplier, this.maxInterval,
				maxRetryAfter, this.budget);
	}

	/**
	 * Change how many tokens there are.
	 * @param budget 0 or more
	 * @return the changed settings
	 * @throws IllegalArgumentException if the number is negative
	 */
	public RetrySettings budget(int budget) {
		return new RetrySettings(this.maxAttempts, this.initialInterval, this.multiplier, this.maxInterval,
				this.maxRetryAfter, budget);
	}

	private static boolean isPositive(Duration value) {
		return !value.isNegative() && !value.isZero();
	}

	// Text is put together only when it is needed: every client is made with settings.
	private static void check(boolean fine, String rule, Object value) {
		if (!fine) {
			throw new IllegalArgumentException(rule + ", but is " + value);
		}
	}

}
