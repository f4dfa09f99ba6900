package ai.memoturn.embedded.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * The writes of one branch, one round at a time. There is no thread of its own: the
 * caller that finds the branch idle leads a round with whatever waits by then, and
 * afterwards hands the lead to the first that came meanwhile.
 */
final class WriteQueue {

	/** Writes that share one commit, by the protocol. */
	static final int ROUND = 64;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<WriteTicket<?>> waiting = new ArrayDeque<>();

	private final int depth;

	private final Duration waitLimit;

	private final Consumer<List<WriteTicket<?>>> round;

	/** Whether some thread leads, or has been told to. */
	private boolean led;

	WriteQueue(int depth, Duration waitLimit, Consumer<List<WriteTicket<?>>> round) {
		this.depth = depth;
		this.waitLimit = waitLimit;
		this.round = round;
	}

	<T> Committed<T> submit(WriteWork<T> work, boolean durable) {
		return submit(WriteTicket.of(work, durable, this.lock.newCondition()));
	}

	/**
	 * Submit statements of a user, which share their commit with nobody.
	 */
	<T> Committed<T> submitAlone(SqlWork<T> work, boolean durable) {
		return submit(WriteTicket.alone(work, durable, this.lock.newCondition()));
	}

	private <T> Committed<T> submit(WriteTicket<T> ticket) {
		this.lock.lock();
		try {
			if (!this.led) {
				this.led = true;
				ticket.state = WriteTicket.State.LEADING;
			}
			else if (this.waiting.size() >= this.depth) {
				throw new Fault(FaultCode.OVERLOADED,
						"too many writes wait on this branch; nothing was done, try again");
			}
			else {
				this.waiting.add(ticket);
				await(ticket);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (ticket.state == WriteTicket.State.LEADING) {
			lead(ticket);
		}
		return ticket.outcome();
	}

	/**
	 * Wait until the ticket is done or to lead. What only waits can be withdrawn: then
	 * nothing was done. What runs cannot.
	 */
	private void await(WriteTicket<?> ticket) {
		boolean interrupted = false;
		boolean extended = false;
		long nanos = this.waitLimit.toNanos();
		try {
			while (ticket.state == WriteTicket.State.WAITING || ticket.state == WriteTicket.State.RUNNING) {
				if (nanos <= 0 || interrupted) {
					if (this.waiting.remove(ticket)) {
						throw new Fault(FaultCode.UNAVAILABLE, "the write waited too long; nothing was done");
					}
					if (nanos <= 0 && extended) {
						throw new Fault(FaultCode.INTERNAL,
								"the write takes too long; whether it was done is not known");
					}
					if (nanos <= 0) {
						extended = true;
						nanos = this.waitLimit.toNanos();
					}
				}
				try {
					nanos = ticket.changed().awaitNanos(nanos);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void lead(WriteTicket<?> own) {
		List<WriteTicket<?>> tickets = new ArrayList<>();
		tickets.add(own);
		this.lock.lock();
		try {
			WriteTicket<?> next = own.isAlone() ? null : this.waiting.peek();
			while (tickets.size() < ROUND && next != null && !next.isAlone()) {
				this.waiting.remove();
				next.state = WriteTicket.State.RUNNING;
				tickets.add(next);
				next = this.waiting.peek();
			}
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.round.accept(tickets);
		}
		finally {
			this.lock.lock();
			try {
				for (WriteTicket<?> ticket : tickets) {
					ticket.state = WriteTicket.State.DONE;
					ticket.changed().signal();
				}
				WriteTicket<?> next = this.waiting.poll();
				if (next != null) {
					next.state = WriteTicket.State.LEADING;
					next.changed().signal();
				}
				else {
					this.led = false;
				}
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	int waiting() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

}
