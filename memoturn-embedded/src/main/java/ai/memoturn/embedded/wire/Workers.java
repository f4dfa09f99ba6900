package ai.memoturn.embedded.wire;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run handlers, platform threads all of them: SQLite's native calls
 * would pin a virtual one.
 * <p>
 * Most requests compute, so a few threads serve them. Writes mostly wait for their turn
 * on a branch; each has a thread of its own, so that they wait in the branch's queue,
 * where they share commits and where too many are refused, and keep no other request from
 * being served. What comes beyond the most writers waits with the other requests.
 * Requests that wait for a model are run like writes.
 */
final class Workers {

	private static final long IDLE_SECONDS = 30;

	private final ThreadPoolExecutor shared;

	private final ThreadPoolExecutor writers;

	/**
	 * Make the pools. They start threads as there is work.
	 * @param threads how many requests other than writes run at the same time
	 * @param queue how many of them may wait
	 * @param maxWriters how many writes run or wait on branches at the same time
	 */
	Workers(int threads, int queue, int maxWriters) {
		this.shared = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(queue), threads("memoturn-node-worker-"));
		this.shared.allowCoreThreadTimeOut(true);
		this.writers = new ThreadPoolExecutor(0, maxWriters, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads("memoturn-node-writer-"), (work, pool) -> this.shared.execute(work));
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Run a part of a request.
	 * @param write whether it waits, for its turn to write on a branch or for a model
	 * @param work the part
	 * @throws java.util.concurrent.RejectedExecutionException if this is closed or too
	 * much waits
	 */
	void execute(boolean write, Runnable work) {
		(write ? this.writers : this.shared).execute(work);
	}

	/**
	 * Take no more work and wait until what runs is done.
	 * @param limit how long to wait before it is interrupted
	 * @return whether all was done in time
	 */
	boolean close(Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		this.writers.shutdown();
		this.shared.shutdown();
		boolean done = false;
		try {
			done = this.writers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)
					&& this.shared.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!done) {
			this.writers.shutdownNow();
			this.shared.shutdownNow();
		}
		return done;
	}

}
