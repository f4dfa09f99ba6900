package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/**
 * Time that passes only when it is waited for, and then at once.
 */
final class MovedTime implements ListenerTime {

	private final AtomicLong nanos = new AtomicLong();

	@Override
	public Instant now() {
		return AuditEvents.START.plusNanos(this.nanos.get());
	}

	@Override
	public long nanos() {
		return this.nanos.get();
	}

	// Lets go of the lock for a moment, for those who stop and resume.
	@Override
	public void await(Condition condition, long nanos) throws InterruptedException {
		if (condition.awaitNanos(20_000) <= 0) {
			this.nanos.addAndGet(nanos);
		}
	}

	void move(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
