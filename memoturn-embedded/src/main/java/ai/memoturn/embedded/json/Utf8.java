package ai.memoturn.embedded.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks over the bytes of a document for what the parser lets pass: text that is not
 * UTF-8 and escapes of unpaired surrogates. Stored, either would come back as something
 * else.
 */
final class Utf8 {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long HIGH_BITS = 0x8080808080808080L;

	private static final long LOW_BITS = 0x0101010101010101L;

	private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

	private Utf8() {
	}

	/**
	 * Check a document.
	 * @param bytes holds the document
	 * @param length how many of the bytes belong to it
	 * @throws MalformedJsonException if it is not what may be parsed
	 */
	static void check(byte[] bytes, int length) {
		int i = 0;
		while (i < length) {
			if (i <= length - Long.BYTES && isPlain((long) LONGS.get(bytes, i))) {
				i += Long.BYTES;
			}
			else if (bytes[i] == '\\') {
				i = escape(bytes, i, length);
			}
			else if (bytes[i] >= 0) {
				i++;
			}
			else {
				i = multiByte(bytes, i, length);
			}
		}
	}

	/** Whether eight bytes are all ASCII and none is a backslash. */
	private static boolean isPlain(long eight) {
		long zeroIfBackslash = eight ^ BACKSLASHES;
		long backslash = (zeroIfBackslash - LOW_BITS) & ~zeroIfBackslash;
		return ((eight | backslash) & HIGH_BITS) == 0;
	}

	private static int escape(byte[] bytes, int at, int length) {
		int unit = unicodeEscape(bytes, at, length);
		if (unit < 0 || !Character.isSurrogate((char) unit)) {
			// Whatever it is, it is at least two bytes; the parser judges the rest.
			return at + 2;
		}
		int next = unicodeEscape(bytes, at + 6, length);
		if (Character.isLowSurrogate((char) unit) || next < 0 || !Character.isLowSurrogate((char) next)) {
			throw new MalformedJsonException("unpaired surrogate escape at byte " + at);
		}
		return at + 12;
	}

	private static int unicodeEscape(byte[] bytes, int at, int length) {
		if (at + 6 > length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
			return -1;
		}
		int unit = 0;
		for (int i = at + 2; i < at + 6; i++) {
			int digit = Character.digit(bytes[i], 16);
			if (digit < 0) {
				return -1;
			}
			unit = unit << 4 | digit;
		}
		return unit;
	}

	private static int multiByte(byte[] bytes, int at, int length) {
		int lead = bytes[at] & 0xff;
		int size = (lead >= 0xf0) ? 4 : (lead >= 0xe0) ? 3 : 2;
		int codePoint = lead & (0xff >> (size + 1));
		boolean valid = lead >= 0xc2 && lead <= 0xf4 && at + size <= length;
		for (int i = at + 1; valid && i < at + size; i++) {
			valid = (bytes[i] & 0xc0) == 0x80;
			codePoint = codePoint << 6 | bytes[i] & 0x3f;
		}
		int smallest = (size == 2) ? 0x80 : (size == 3) ? 0x800 : 0x10000;
		if (!valid || codePoint < smallest || codePoint > Character.MAX_CODE_POINT
				|| (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
			throw new MalformedJsonException("invalid UTF-8 at byte " + at);
		}
		return at + size;
	}

}
