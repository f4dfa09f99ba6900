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
 * @param waitLimit how long a call waits for its turn, and {@link NodeStore#close()} for
 * running calls
 */
public record StoreOptions(int writeQueueDepth, boolean durable, int readersPerBranch, Duration waitLimit) {

	private static final StoreOptions DEFAULTS = new StoreOptions(256, false, 4, Duration.ofSeconds(30));

	public StoreOptions {
		if (writeQueueDepth < 1) {
			throw new IllegalArgumentException("writeQueueDepth must be at least 1, not " + writeQueueDepth);
		}
		if (readersPerBranch < 1) {
			throw new IllegalArgumentException("readersPerBranch must be at least 1, not " + readersPerBranch);
		}
		if (waitLimit.isNegative() || waitLimit.isZero()) {
			throw new IllegalArgumentException("waitLimit must be positive, not " + waitLimit);
		}
	}

	/**
	 * Return what the protocol says: a queue of 256 writes, process-crash safety.
	 * @return the default options
	 */
	public static StoreOptions defaults() {
		return DEFAULTS;
	}

	public StoreOptions withWriteQueueDepth(int depth) {
		return new StoreOptions(depth, this.durable, this.readersPerBranch, this.waitLimit);
	}

	public StoreOptions withDurable(boolean always) {
		return new StoreOptions(this.writeQueueDepth, always, this.readersPerBranch, this.waitLimit);
	}

	public StoreOptions withReadersPerBranch(int readers) {
		return new StoreOptions(this.writeQueueDepth, this.durable, readers, this.waitLimit);
	}

	public StoreOptions withWaitLimit(Duration limit) {
		return new StoreOptions(this.writeQueueDepth, this.durable, this.readersPerBranch, limit);
	}

}
