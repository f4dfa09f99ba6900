package ai.memoturn.embedded.store.history;

/**
 * Bytes that are being taken apart.
 */
final class ByteSource {

	private final byte[] bytes;

	private final int end;

	private int position;

	ByteSource(byte[] bytes, int end) {
		this.bytes = bytes;
		this.end = end;
	}

	boolean hasMore() {
		return this.position < this.end;
	}

	int varint() {
		int value = 0;
		for (int shift = 0; shift < 32 && hasMore(); shift += 7) {
			byte next = this.bytes[this.position++];
			value |= (next & 0x7f) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new DamagedHistoryException("a number does not end");
	}

	void xor(byte[] page, int at, int length) {
		if (length > this.end - this.position) {
			throw new DamagedHistoryException("a delta is cut off");
		}
		int from = this.position;
		for (int i = 0; i < length; i++) {
			page[at + i] ^= this.bytes[from + i];
		}
		this.position += length;
	}

}
