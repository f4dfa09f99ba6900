package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops statements of users that take too much memory. Some keep all that they are given
 * until their end, and SQLite sees how much that is only then; its account of memory, and
 * the limits on it, are not compiled in. So what is looked at, where Linux shows it, is
 * by how much the process has grown since they began. Elsewhere only their time and the
 * length of their values are limited.
 */
final class MemoryWatch {

	/** By how much the process may grow while such a statement runs. */
	static final long MOST_BYTES = 64L * 1024 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(MemoryWatch.class);

	private static final Path STATUS = Path.of("/proc/self/status");

	/** What grows as fast as memory is grows by a few megabytes in that time. */
	private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ScheduledExecutorService timer;

	private final boolean possible = Files.isReadable(STATUS);

	/** What the process took at the least since each began, by what stops it. */
	private final Map<Runnable, Usage> running = new HashMap<>();

	private @Nullable Future<?> looking;

	MemoryWatch(ScheduledExecutorService timer) {
		this.timer = timer;
	}

	/**
	 * Begin to look at a statement.
	 * @param stop stops it; called again and again while too much memory is taken
	 */
	synchronized void begin(Runnable stop) {
		if (this.possible) {
			this.running.put(stop, Usage.UNKNOWN);
			if (this.looking == null) {
				this.looking = this.timer.scheduleWithFixedDelay(this::look, AGAIN_NANOS, AGAIN_NANOS,
						TimeUnit.NANOSECONDS);
			}
		}
	}

	/**
	 * Stop looking at a statement. If it was to be stopped that has been tried when this
	 * returns, and is not any more.
	 */
	synchronized void end(Runnable stop) {
		this.running.remove(stop);
		if (this.running.isEmpty() && this.looking != null) {
			this.looking.cancel(false);
			this.looking = null;
		}
	}

	private synchronized void look() {
		try {
			Usage now = Usage.now();
			this.running.replaceAll((stop, least) -> least.atMost(now));
			this.running.forEach((stop, least) -> {
				if (now.growthSince(least) > MOST_BYTES) {
					stop.run();
				}
			});
		}
		catch (IOException ex) {
			logger.warn("How much memory statements take could not be looked at; that is tried again", ex);
		}
	}

	/**
	 * What the process takes.
	 *
	 * @param mapped how many bytes of addresses, all that the heap of Java may ever take
	 * among them
	 * @param resident how many bytes of memory
	 */
	private record Usage(long mapped, long resident) {

		static final Usage UNKNOWN = new Usage(Long.MAX_VALUE, Long.MAX_VALUE);

		static Usage now() throws IOException {
			long mapped = 0;
			long resident = 0;
			for (String line : Files.readAllLines(STATUS)) {
				if (line.startsWith("VmSize:")) {
					mapped = bytes(line);
				}
				else if (line.startsWith("VmRSS:")) {
					resident = bytes(line);
				}
			}
			return new Usage(mapped, resident);
		}

		private static long bytes(String line) {
			return 1024 * Long.parseLong(line.substring(line.indexOf(':') + 1, line.lastIndexOf(' ')).strip());
		}

		Usage atMost(Usage other) {
			return new Usage(Math.min(this.mapped, other.mapped), Math.min(this.resident, other.resident));
		}

		/**
		 * When the heap of Java grows it takes memory but no addresses; a new thread
		 * takes addresses but hardly any memory.
		 */
		long growthSince(Usage earlier) {
			return Math.min(this.mapped - earlier.mapped, this.resident - earlier.resident);
		}

	}

}
