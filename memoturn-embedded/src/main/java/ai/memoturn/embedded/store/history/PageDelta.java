package ai.memoturn.embedded.store.history;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What differs between two versions of a page: the exclusive or of both, without its
 * zeros. Applied to either version it gives the other, and deltas of the same page may be
 * applied in any order.
 */
final class PageDelta {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	/** So many equal bytes end a run: a new one costs about two. */
	private static final int GAP = 4;

	private PageDelta() {
	}

	/**
	 * Append the delta of two versions.
	 * @param before the one
	 * @param after the other, of the same length
	 * @param out where to
	 */
	static void encode(byte[] before, byte[] after, ByteSink out) {
		int length = before.length;
		int done = 0;
		while (done < length) {
			int start = nextDifference(before, after, done);
			out.varint(start - done);
			if (start == length) {
				return;
			}
			int end = endOfRun(before, after, start);
			out.varint(end - start);
			for (int i = start; i < end; i++) {
				out.put((byte) (before[i] ^ after[i]));
			}
			done = end;
		}
	}

	private static int nextDifference(byte[] before, byte[] after, int from) {
		int i = from;
		while (i + Long.BYTES <= before.length && (long) LONG.get(before, i) == (long) LONG.get(after, i)) {
			i += Long.BYTES;
		}
		while (i < before.length && before[i] == after[i]) {
			i++;
		}
		return i;
	}

	private static int endOfRun(byte[] before, byte[] after, int start) {
		int end = start + 1;
		int equal = 0;
		for (int i = start + 1; i < before.length && equal < GAP; i++) {
			if (before[i] == after[i]) {
				equal++;
			}
			else {
				equal = 0;
				end = i + 1;
			}
		}
		return end;
	}

	/**
	 * Apply a delta.
	 * @param in where it begins; afterwards behind it
	 * @param page the page to change
	 * @throws DamagedHistoryException if it is not a delta of a page of this length
	 */
	static void apply(ByteSource in, byte[] page) {
		int at = 0;
		while (at < page.length) {
			at += in.varint();
			if (at == page.length) {
				return;
			}
			int length = in.varint();
			if (length <= 0 || at < 0 || at > page.length - length) {
				throw new DamagedHistoryException("a delta leaves its page");
			}
			in.xor(page, at, length);
			at += length;
		}
	}

}
