package ai.memoturn.boot.listener;

import java.time.Instant;
import java.util.concurrent.locks.Condition;

/**
 * The time of a container: the one of the system, or one that tests move.
 */
interface ListenerTime {

	ListenerTime SYSTEM = new ListenerTime() {

		@Override
		public Instant now() {
			return Instant.now();
		}

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public void await(Condition condition, long nanos) throws InterruptedException {
			long left = condition.awaitNanos(nanos);
			assert left <= nanos;
		}

	};

	Instant now();

	long nanos();

	/** Wait until the condition is signalled or the time has passed, or less. */
	void await(Condition condition, long nanos) throws InterruptedException;

}
