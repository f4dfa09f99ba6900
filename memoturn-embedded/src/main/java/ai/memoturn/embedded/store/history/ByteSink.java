package ai.memoturn.embedded.store.history;

import java.util.Arrays;

/**
 * Bytes that are being put together.
 */
final class ByteSink {

	private byte[] bytes = new byte[16_384];

	private int size;

	void put(byte value) {
		if (this.size == this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, 2 * this.size);
		}
		this.bytes[this.size++] = value;
	}

	/**
	 * Append a number, seven bits a byte, the lowest first.
	 */
	void varint(int value) {
		int rest = value;
		while (rest > 0x7f) {
			put((byte) (rest | 0x80));
			rest >>>= 7;
		}
		put((byte) rest);
	}

	void clear() {
		this.size = 0;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

}
