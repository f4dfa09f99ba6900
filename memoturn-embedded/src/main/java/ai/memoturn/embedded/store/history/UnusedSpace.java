package ai.memoturn.embedded.store.history;

import java.util.Arrays;

/**
 * The space of a page between the pointers to its cells and the cells (SQLite, "Database
 * File Format", section 1.6). SQLite leaves copies of cells there that it has moved to
 * other pages, {@code secure_delete} or not, and never reads them. The history is to hold
 * nothing that was deleted before its first state, so it takes every page with zeros
 * there.
 */
final class UnusedSpace {

	private static final int FILE_HEADER = 100;

	private static final int INTERIOR_INDEX = 2;

	private static final int INTERIOR_TABLE = 5;

	private static final int LEAF_INDEX = 10;

	private static final int LEAF_TABLE = 13;

	private UnusedSpace() {
	}

	/**
	 * Fill the unused space of a page with zeros. Other pages than those of trees begin
	 * with the number of a page, whose first byte is none of theirs in a file of less
	 * than 2^25 pages, and are left alone.
	 * @param number the page's number, from 1
	 * @param bytes holds the page
	 * @param offset where it begins
	 * @param length how long it is
	 */
	static void clear(int number, byte[] bytes, int offset, int length) {
		int header = (number == 1) ? FILE_HEADER : 0;
		int pointers = header + switch (bytes[offset + header]) {
			case INTERIOR_INDEX, INTERIOR_TABLE -> 12;
			case LEAF_INDEX, LEAF_TABLE -> 8;
			default -> length;
		};
		if (pointers < length) {
			int from = pointers + 2 * unsigned16(bytes, offset + header + 3);
			int content = unsigned16(bytes, offset + header + 5);
			// Zero stands for 65536.
			int to = (content != 0) ? content : 1 << 16;
			if (from < to && to <= length) {
				Arrays.fill(bytes, offset + from, offset + to, (byte) 0);
			}
		}
	}

	private static int unsigned16(byte[] bytes, int at) {
		return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
	}

}
