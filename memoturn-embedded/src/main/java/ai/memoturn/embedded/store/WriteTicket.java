package ai.memoturn.embedded.store;

import java.sql.SQLException;
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

	private final WriteWork<T> work;

	private final boolean durable;

	private final Condition changed;

	State state = State.WAITING;

	private @Nullable Result<T> result;

	private long txid = -1;

	private @Nullable Throwable failure;

	WriteTicket(WriteWork<T> work, boolean durable, Condition changed) {
		this.work = work;
		this.durable = durable;
		this.changed = changed;
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
		this.result = new Result<>(this.work.apply(transaction));
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
