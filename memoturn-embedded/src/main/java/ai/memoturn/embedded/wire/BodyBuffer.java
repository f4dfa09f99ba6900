package ai.memoturn.embedded.wire;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;

/**
 * A request body while it arrives. Grows with what has come, not with what was announced,
 * and accounts for it against what all bodies together may hold.
 */
final class BodyBuffer {

	private static final int INITIAL = 4096;

	private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

	private final long limit;

	private final AtomicLong shared;

	private final long sharedLimit;

	private byte[] bytes = {};

	private int size;

	private long accounted;

	BodyBuffer(long limit, AtomicLong shared, long sharedLimit) {
		this.limit = Math.min(limit, LARGEST_ARRAY);
		this.shared = shared;
		this.sharedLimit = sharedLimit;
	}

	/**
	 * Add a piece.
	 * @param piece the bytes, which stay the caller's
	 * @return what became of it
	 */
	Added add(ByteBuf piece) {
		int more = piece.readableBytes();
		long needed = (long) this.size + more;
		if (needed > this.limit) {
			return Added.OVER_LIMIT;
		}
		if (needed > this.bytes.length) {
			int capacity = (int) Math.min(this.limit, Math.max(Math.max(INITIAL, needed), 2L * this.bytes.length));
			if (!account(capacity)) {
				return Added.NO_ROOM;
			}
			this.bytes = Arrays.copyOf(this.bytes, capacity);
		}
		piece.getBytes(piece.readerIndex(), this.bytes, this.size, more);
		this.size += more;
		return Added.YES;
	}

	private boolean account(long capacity) {
		long more = capacity - this.accounted;
		// What is small always fits: the number of requests bounds it.
		if (this.shared.addAndGet(more) > this.sharedLimit && capacity > INITIAL) {
			this.shared.addAndGet(-more);
			return false;
		}
		this.accounted = capacity;
		return true;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	/** Let the bytes go. Does nothing the second time. */
	void release() {
		this.bytes = new byte[0];
		this.size = 0;
		this.shared.addAndGet(-this.accounted);
		this.accounted = 0;
	}

	enum Added {

		YES, OVER_LIMIT, NO_ROOM

	}

}
