package ai.memoturn.client.operation;

import java.net.URI;
import java.time.Duration;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: what all of its attempts share, and what is known of its fate. An
 * attempt begins after the one before has ended, but on whichever thread.
 *
 * @param <T> what the operation answers
 */
final class Run<T> {

	private final Call<T> call;

	private final CallOptions options;

	private final URI uri;

	private final byte @Nullable [] body;

	private final Duration limit;

	private final long deadline;

	private final Rules rules;

	private final CallObservation observation;

	private final @Nullable DatabaseSpec database;

	private volatile int attempts;

	private volatile boolean sent;

	private volatile boolean floored = true;

	private volatile long mark;

	private volatile @Nullable UnknownOutcomeException unknown;

	Run(Call<T> call, CallOptions options, URI uri, byte @Nullable [] body, Duration limit, Rules rules,
			CallObservation observation) {
		this.call = call;
		this.options = options;
		this.uri = uri;
		this.body = body;
		this.limit = limit;
		this.rules = rules;
		this.deadline = rules.timing.ticker().getAsLong() + Nanos.of(limit);
		this.observation = observation;
		this.database = call.database();
	}

	Call<T> call() {
		return this.call;
	}

	/**
	 * Return the branch that the call concerns.
	 * @return the branch, {@code null} when it concerns none
	 */
	@Nullable DatabaseSpec database() {
		return this.database;
	}

	CallOptions options() {
		return this.options;
	}

	URI uri() {
		return this.uri;
	}

	byte @Nullable [] body() {
		return this.body;
	}

	CallObservation observation() {
		return this.observation;
	}

	Duration limit() {
		return this.limit;
	}

	/**
	 * Return what is left of the call's time.
	 * @return the time, zero or longer
	 */
	Duration left() {
		return Duration.ofNanos(Math.max(0, this.deadline - this.rules.timing.ticker().getAsLong()));
	}

	void attempt() {
		this.sent = false;
		this.attempts++;
		this.observation.attempted();
	}

	int attempts() {
		return this.attempts;
	}

	void sent() {
		this.sent = true;
	}

	boolean isSent() {
		return this.sent;
	}

	/**
	 * Say what became of the request when the wait for it ends early.
	 * @return the end of a message
	 */
	String fate() {
		if (this.sent || this.unknown != null) {
			return " after the request was sent";
		}
		return (this.attempts > 1) ? "; no attempt was processed" : "; the request was never sent";
	}

	/**
	 * Return below which transaction id not to read.
	 * @param marks what was seen
	 * @return the floor, 0 for none
	 */
	long floor(Marks marks) {
		TxidUse use = this.call.operation().txidUse();
		this.mark = (use == TxidUse.NONE || use == TxidUse.RESET) ? 0 : marks.get(this.database);
		return (use != TxidUse.FLOOR) ? 0 : Math.max(this.options.minTxid(), this.floored ? this.mark : 0);
	}

	/**
	 * Return the mark that the current attempt was made with.
	 * @return the transaction id, 0 for none
	 */
	long mark() {
		return this.mark;
	}

	/**
	 * Stop reading from a floor that nobody asked for, once.
	 * @return whether there was one
	 */
	boolean unfloor() {
		boolean was = this.floored && this.call.operation().txidUse() == TxidUse.FLOOR && this.mark > 0
				&& this.options.minTxid() == 0;
		this.floored = false;
		return was;
	}

	/**
	 * Decide what follows a failed attempt. To be asked once per failure, since an answer
	 * is paid from the budget.
	 * @param failure the failure
	 * @return how long to wait before the next attempt, {@code null} if there is none
	 */
	@Nullable Duration nextWait(MemoturnException failure) {
		if (failure instanceof UnknownOutcomeException lost) {
			this.unknown = lost;
		}
		if (failure instanceof OverloadedException) {
			this.observation.shed();
		}
		if (this.options.once()) {
			return null;
		}
		Duration wait = this.rules.rule.waitAfter(this.attempts, failure, left(),
				this.rules.timing.random().getAsDouble());
		if (wait == null) {
			return null;
		}
		if (!this.rules.budget.pay()) {
			this.observation.budgetExhausted();
			return null;
		}
		this.observation.retried();
		return wait;
	}

	/**
	 * Return the attempt of which nobody knows whether it was applied.
	 * @return its failure, {@code null} when there was none
	 */
	@Nullable UnknownOutcomeException unknown() {
		return this.unknown;
	}

	void succeeded() {
		this.rules.budget.refund();
	}

	/**
	 * What decides about the attempts of all calls of a client.
	 *
	 * @param rule whether and when to send again
	 * @param budget what pays for it
	 * @param timing time and chance
	 */
	record Rules(RetryRule rule, RetryBudget budget, Timing timing) {

	}

}
