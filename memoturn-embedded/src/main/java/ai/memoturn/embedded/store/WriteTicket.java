package ai.memoturn.embedded.store;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;

/**
 * One write on its way through the queue.
 *
 * @param <T> what its work returns
 */
final class WriteTicket<T> {

	/** Where a ticket is; guarded by the queue's lock. */
	enum State {

		/** In the queue; may still be withdrawn. */
		WAITING,

		/** In the running round. */
		RUNNING,

		/** Its thread is to lead the next round. */
		LEADING,

		/** Committed or failed. */
		DONE

	}

	/** What to do in a round; none if it is alone. */
	private final @Nullable WriteWork<T> work;

	/** What to do in a transaction of its own; none if it shares a round. */
	private final @Nullable SqlWork<T> sql;

	private final boolean durable;

	private final Condition changed;

	State state = State.WAITING;

	private @Nullable Result<T> result;

	private long txid = -1;

	private @Nullable Throwable failure;

	private WriteTicket(@Nullable WriteWork<T> work, @Nullable SqlWork<T> sql, boolean durable, Condition changed) {
		this.work = work;
		this.sql = sql;
		this.durable = durable;
		this.changed = changed;
	}

	static <T> WriteTicket<T> of(WriteWork<T> work, boolean durable, Condition changed) {
		return new WriteTicket<>(work, null, durable, changed);
	}

	static <T> WriteTicket<T> alone(SqlWork<T> work, boolean durable, Condition changed) {
		return new WriteTicket<>(null, work, durable, changed);
	}

	/**
	 * Return whether its transaction must hold nothing else.
	 */
	boolean isAlone() {
		return this.sql != null;
	}

	/**
	 * Return whether it is alone and wants a connection that nothing has run on.
	 */
	boolean needsFreshConnection() {
		return this.sql != null && this.sql.needsFreshConnection();
	}

	boolean isDurable() {
		return this.durable;
	}

	Condition changed() {
		return this.changed;
	}

	/**
	 * Do the work; the result counts once {@link #committed} follows.
	 */
	void run(Transaction transaction) throws SQLException {
		this.failure = null;
		this.result = new Result<>(Objects.requireNonNull(this.work).apply(transaction));
	}

	/**
	 * Do the work of a ticket that is alone; the result counts once {@link #committed}
	 * follows.
	 */
	void run(SqlConnection connection) throws SQLException {
		this.result = new Result<>(Objects.requireNonNull(this.sql).apply(connection));
	}

	void committed(long atTxid) {
		this.txid = atTxid;
	}

	void failed(Throwable cause) {
		this.failure = cause;
	}

	/**
	 * Return the outcome to the thread that asked for the write.
	 */
	Committed<T> outcome() {
		Throwable cause = this.failure;
		if (cause instanceof SQLException sql) {
			throw SqliteFaults.of(sql);
		}
		if (cause instanceof RuntimeException unchecked) {
			throw unchecked;
		}
		if (cause instanceof Error error) {
			throw error;
		}
		Result<T> value = this.result;
		if (value == null || this.txid < 0) {
			throw new Fault(FaultCode.INTERNAL, "the write was not carried out", cause);
		}
		return new Committed<>(value.value(), this.txid);
	}

	/** Tells "returned nothing" from "has not returned". */
	private record Result<T>(T value) {
	}

}
