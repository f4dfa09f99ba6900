package ai.memoturn.embedded.store;

import java.time.Duration;

/**
 * How a store behaves.
 *
 * @param writeQueueDepth how many writes may wait on one branch before the next is
 * refused as {@code overloaded}; those of the running round do not count
 * @param durable whether every write is flushed to stable storage before it is
 * acknowledged, not only those that ask for it
 * @param readersPerBranch how many reads of one branch run at the same time
 * @param hotCap how many branches may be open before unused ones are closed, those used
 * longest ago first; more only while all of them are in use
 * @param idleTimeout how long a branch stays open without use
 * @param waitLimit how long a call waits for its turn, and {@link NodeStore#close()} for
 * running calls
 * @param history how long earlier states are kept
 * @param temporary whether nobody wants the data any more once the store is closed, which
 * deletes the directory with all that is in it; files and the catalogue of databases need
 * not reach stable storage then
 */
public record StoreOptions(int writeQueueDepth, boolean durable, int readersPerBranch, int hotCap, Duration idleTimeout,
		Duration waitLimit, HistoryOptions history, boolean temporary) {

	private static final StoreOptions DEFAULTS = new StoreOptions(256, false, 4, 256, Duration.ofSeconds(60),
			Duration.ofSeconds(30), HistoryOptions.defaults(), false);

	public StoreOptions {
		atLeastOne("writeQueueDepth", writeQueueDepth);
		atLeastOne("readersPerBranch", readersPerBranch);
		atLeastOne("hotCap", hotCap);
		positive("idleTimeout", idleTimeout);
		positive("waitLimit", waitLimit);
	}

	private static void atLeastOne(String option, int value) {
		if (value < 1) {
			throw new IllegalArgumentException(option + " must be at least 1, not " + value);
		}
	}

	private static void positive(String option, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(option + " must be positive, not " + value);
		}
	}

	/**
	 * Return what the protocol says: a queue of 256 writes, process-crash safety, idle
	 * branches close after a minute. At most 256 branches stay open, far below the
	 * protocol's 50,000: an open one costs memory and file descriptors.
	 * @return the default options
	 */
	public static StoreOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Return how many writers one branch occupies at most: those of the running round,
	 * those that wait, and one that is told that too many do.
	 * @param writeQueueDepth how many may wait
	 * @return the number of writers
	 */
	public static int writersAtOnce(int writeQueueDepth) {
		return WriteQueue.ROUND + writeQueueDepth + 1;
	}

	public StoreOptions withWriteQueueDepth(int depth) {
		return new StoreOptions(depth, this.durable, this.readersPerBranch, this.hotCap, this.idleTimeout,
				this.waitLimit, this.history, this.temporary);
	}

	public StoreOptions withDurable(boolean always) {
		return new StoreOptions(this.writeQueueDepth, always, this.readersPerBranch, this.hotCap, this.idleTimeout,
				this.waitLimit, this.history, this.temporary);
	}

	public StoreOptions withReadersPerBranch(int readers) {
		return new StoreOptions(this.writeQueueDepth, this.durable, readers, this.hotCap, this.idleTimeout,
				this.waitLimit, this.history, this.temporary);
	}

	public StoreOptions withHotCap(int branches) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, branches, this.idleTimeout,
				this.waitLimit, this.history, this.temporary);
	}

	public StoreOptions withIdleTimeout(Duration timeout) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, this.hotCap, timeout,
				this.waitLimit, this.history, this.temporary);
	}

	public StoreOptions withWaitLimit(Duration limit) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, this.hotCap,
				this.idleTimeout, limit, this.history, this.temporary);
	}

	public StoreOptions withHistory(HistoryOptions options) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, this.hotCap,
				this.idleTimeout, this.waitLimit, options, this.temporary);
	}

	public StoreOptions withTemporary(boolean forThisProcess) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, this.hotCap,
				this.idleTimeout, this.waitLimit, this.history, forThisProcess);
	}

}
