package ai.memoturn.embedded.store.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the transaction id from the page on which the table of a branch's own numbers is:
 * the first that is created in a file, so always the same page (SQLite, "Database File
 * Format", sections 1.6 and 2.1).
 */
final class MetaPage {

	static final int NUMBER = 2;

	private static final int LEAF_OF_AN_INDEX = 10;

	private static final int LEAF_HEADER = 8;

	private static final byte[] KEY = "txid".getBytes(StandardCharsets.UTF_8);

	/** What a text of that length is declared as. */
	private static final int KEY_TYPE = 13 + 2 * KEY.length;

	private MetaPage() {
	}

	/**
	 * Read the transaction id.
	 * @param page the page
	 * @return the transaction id
	 * @throws DamagedHistoryException if it is not on the page
	 */
	static long txid(byte[] page) {
		if (page[0] != LEAF_OF_AN_INDEX) {
			throw new DamagedHistoryException("the page of the transaction id holds something else");
		}
		int cells = unsigned16(page, 3);
		for (int i = 0; i < cells; i++) {
			// Payload length, header length, two types: each below 128.
			int cell = unsigned16(page, LEAF_HEADER + 2 * i);
			int keyAt = cell + 1 + page[cell + 1];
			if (page[cell + 1] == 3 && page[cell + 2] == KEY_TYPE
					&& Arrays.equals(page, keyAt, keyAt + KEY.length, KEY, 0, KEY.length)) {
				return integer(page, keyAt + KEY.length, page[cell + 3]);
			}
		}
		throw new DamagedHistoryException("the page of the transaction id does not hold it");
	}

	private static long integer(byte[] page, int at, int type) {
		int length = switch (type) {
			case 8, 9 -> 0;
			case 1, 2, 3, 4 -> type;
			case 5 -> 6;
			case 6 -> 8;
			default -> throw new DamagedHistoryException("the transaction id is not a number");
		};
		if (length == 0) {
			return type - 8;
		}
		long value = page[at];
		for (int i = 1; i < length; i++) {
			value = value << 8 | page[at + i] & 0xff;
		}
		return value;
	}

	private static int unsigned16(byte[] page, int at) {
		return (page[at] & 0xff) << 8 | page[at + 1] & 0xff;
	}

}
