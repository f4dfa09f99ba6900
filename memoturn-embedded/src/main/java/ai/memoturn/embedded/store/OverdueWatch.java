package ai.memoturn.embedded.store;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Stops statements of users when their time is over. What SQLite asks by itself while a
 * statement runs is asked too seldom: not while it counts the rows of a table, and not
 * within a full-text index.
 */
final class OverdueWatch implements AutoCloseable {

	/** A stop that comes between two statements stops neither. */
	private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ScheduledThreadPoolExecutor timer;

	private final MemoryWatch memory;

	OverdueWatch() {
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "memoturn-node-statements");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.timer.allowCoreThreadTimeOut(true);
		this.memory = new MemoryWatch(this.timer);
	}

	/**
	 * Return what stops those that take too much memory.
	 */
	MemoryWatch memory() {
		return this.memory;
	}

	/**
	 * Do something from some time on, again and again until it is cancelled.
	 * @param time when, in {@link System#nanoTime()}
	 */
	Future<?> from(long time, Runnable stop) {
		return this.timer.scheduleWithFixedDelay(stop, Math.max(0, time - System.nanoTime()), AGAIN_NANOS,
				TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
