package ai.memoturn.embedded.wire;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that run and lets the ones beyond the limit wait in line. Never
 * blocks a thread.
 */
final class InFlight {

	private final Deque<Runnable> waiting = new ArrayDeque<>();

	private int free;

	InFlight(int limit) {
		this.free = limit;
	}

	/**
	 * Ask for a slot.
	 * @param onSlot run when there is none now and one becomes free, on whichever thread
	 * frees it
	 * @return whether the slot was taken at once; {@code onSlot} is not run then
	 */
	synchronized boolean acquire(Runnable onSlot) {
		if (this.free > 0) {
			this.free--;
			return true;
		}
		this.waiting.addLast(onSlot);
		return false;
	}

	/**
	 * Leave the line.
	 * @param onSlot what waits
	 * @return whether it was still waiting; otherwise it has been or is being given a
	 * slot
	 */
	synchronized boolean abandon(Runnable onSlot) {
		return this.waiting.remove(onSlot);
	}

	/** Give a slot back, which hands it to the first in line. */
	void release() {
		Runnable next = next();
		if (next != null) {
			next.run();
		}
	}

	private synchronized @Nullable Runnable next() {
		Runnable next = this.waiting.pollFirst();
		if (next == null) {
			this.free++;
		}
		return next;
	}

}
