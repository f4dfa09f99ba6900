package ai.memoturn.embedded;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does from time to time, on one daemon thread. Nothing runs at the start,
 * only after its first interval.
 */
final class Maintenance implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Maintenance.class);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "memoturn-node-maintenance");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Repeat a task. A failure is logged, and does not keep it from being repeated.
	 * @param interval how long to wait before the first time and after each
	 * @param name what to call the task in the log
	 * @param task the task
	 */
	void every(Duration interval, String name, Runnable task) {
		long nanos = interval.toNanos();
		this.executor.scheduleWithFixedDelay(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("{} failed; it is tried again", name, ex);
			}
		}, nanos, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Start nothing more.
	 */
	void stop() {
		this.executor.shutdown();
	}

	/**
	 * Start nothing more and wait for the running task, ten seconds at most.
	 */
	@Override
	public void close() {
		stop();
		try {
			if (!this.executor.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("Maintenance was still running after {}", STOP_LIMIT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
