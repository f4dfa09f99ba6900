package ai.memoturn.client.options;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the calls of a handle ask for beyond what the client is set to. Immutable.
 *
 * <pre>{@code
 * MemoryProfile patient = alice.with((options) -> options.timeLimit(Duration.ofMinutes(2)));
 * }</pre>
 *
 * @param timeLimit how long a call may take in all, repetitions included; {@code null}
 * for the client's total time limit. If it is longer than that, the node may also stay
 * silent for as long
 * @param minTxid the lowest transaction id whose state may be read, 0 for any. Looked at
 * by the reads that the protocol gives a floor; others ignore it, and handles that have
 * nothing to do with a branch (of databases, tokens, policies and audit streams) refuse
 * it. A node that does not have the state yet gets it or answers with what it has, and
 * the result says that it is stale
 * @param durable whether a write must be in durable storage before it is answered, also
 * where the node is set to less. Honoured by ingest, extract and SQL batches; others
 * ignore it, as the protocol says, or refuse it like a transaction id
 * @param repeatUnknown whether a write that leaves the same state when it is applied
 * twice may be sent again even after an unknown outcome. Other writes are not affected
 * @param once whether a call fails with its first failure, also where it may be repeated.
 * It then neither waits nor takes anything from the client's budget of repetitions
 */
public record CallOptions(@Nullable Duration timeLimit, long minTxid, boolean durable, boolean repeatUnknown,
		boolean once) {

	private static final CallOptions NONE = new CallOptions(null, 0, false, false, false);

	/**
	 * Check what the record is made of.
	 * @param timeLimit how long a call may take in all
	 * @param minTxid the lowest transaction id whose state may be read
	 * @param durable whether a write must be in durable storage before it is answered
	 * @param repeatUnknown whether a write that leaves the same state when it is applied
	 * twice may be sent again even after an unknown outcome
	 * @param once whether a call fails with its first failure
	 * @throws IllegalArgumentException if the time limit is not longer than zero or the
	 * transaction id negative
	 */
	public CallOptions {
		if (timeLimit != null && (timeLimit.isZero() || timeLimit.isNegative())) {
			throw new IllegalArgumentException("timeLimit must be longer than zero, but is " + timeLimit);
		}
		if (minTxid < 0) {
			throw new IllegalArgumentException("minTxid must be 0 or more, but is " + minTxid);
		}
	}

	/**
	 * Return options that ask for nothing.
	 * @return the options of a new handle
	 */
	public static CallOptions none() {
		return NONE;
	}

	/**
	 * Limit how long a call may take in all.
	 * @param timeLimit longer than zero; {@code null} for the client's total time limit
	 * @return the changed options
	 * @throws IllegalArgumentException if the time is not longer than zero
	 */
	public CallOptions timeLimit(@Nullable Duration timeLimit) {
		return new CallOptions(timeLimit, this.minTxid, this.durable, this.repeatUnknown, this.once);
	}

	/**
	 * Demand the state of a transaction, for example of one made by another process.
	 * @param minTxid 0 or more
	 * @return the changed options
	 * @throws IllegalArgumentException if the number is negative
	 */
	public CallOptions minTxid(long minTxid) {
		return new CallOptions(this.timeLimit, minTxid, this.durable, this.repeatUnknown, this.once);
	}

	/**
	 * Demand durable writes.
	 * @param durable {@code true} to demand them
	 * @return the changed options
	 */
	public CallOptions durable(boolean durable) {
		return new CallOptions(this.timeLimit, this.minTxid, durable, this.repeatUnknown, this.once);
	}

	/**
	 * Let writes that leave the same state when they are applied twice be sent again even
	 * after an unknown outcome. Right where nobody else writes the same thing meanwhile.
	 * @param repeatUnknown {@code true} to repeat them
	 * @return the changed options
	 */
	public CallOptions repeatUnknown(boolean repeatUnknown) {
		return new CallOptions(this.timeLimit, this.minTxid, this.durable, repeatUnknown, this.once);
	}

	/**
	 * Let calls fail with their first failure, also where they may be repeated: right for
	 * a probe, whose next turn comes soon anyway. A token that is refused as expired or
	 * revoked is still replaced.
	 * @param once {@code true} not to repeat
	 * @return the changed options
	 */
	public CallOptions once(boolean once) {
		return new CallOptions(this.timeLimit, this.minTxid, this.durable, this.repeatUnknown, once);
	}

}
