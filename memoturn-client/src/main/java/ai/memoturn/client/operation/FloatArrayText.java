package ai.memoturn.client.operation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.core.SerializableString;

/**
 * A float array as JSON, made at once: embeddings are most of what is sent, and most of
 * the time that writing takes would go into one number after the other passing through
 * the generator as text.
 * <p>
 * A number of ordinary size is written with the first of 8 and 9 significant digits that
 * reads back as the same float. It is the digits divided by a power of ten, both exact as
 * {@code double}, so the quotient is the double nearest to the text; unless that lies
 * just between two floats, reading the text as a float, and reading it as a double to be
 * cut to a float, both give what the quotient gives. What is left goes through
 * {@link Float#toString(float)}.
 */
final class FloatArrayText implements SerializableString {

	private static final int MAX_FLOAT = 16;

	private static final int MIN_EXPONENT = -6;

	private static final int MAX_EXPONENT = 6;

	// The bits of a double that a float cannot hold, and those of the middle between two.
	private static final long LOST = (1L << 29) - 1;

	private static final long MIDDLE = 1L << 28;

	private static final double[] POWERS = new double[17];

	private static final long[] LONG_POWERS = new long[17];

	static {
		long power = 1;
		for (int i = 0; i < POWERS.length; i++) {
			LONG_POWERS[i] = power;
			POWERS[i] = power;
			power *= 10;
		}
	}

	private byte[] json;

	private int length;

	FloatArrayText(float[] values) {
		this.json = new byte[2 + values.length * 12 + MAX_FLOAT];
		this.json[this.length++] = '[';
		for (int i = 0; i < values.length; i++) {
			if (this.json.length - this.length < 2 + MAX_FLOAT) {
				this.json = Arrays.copyOf(this.json, this.json.length + this.json.length / 2 + MAX_FLOAT);
			}
			if (i > 0) {
				this.json[this.length++] = ',';
			}
			append(values[i]);
		}
		this.json[this.length++] = ']';
	}

	private void append(float value) {
		if (!Float.isFinite(value)) {
			throw new IllegalArgumentException("JSON has no " + value);
		}
		double size = Math.abs((double) value);
		int exponent = exponent(size);
		if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT || !appendDigits(value, size, 7 - exponent)) {
			for (byte b : Float.toString(value).getBytes(StandardCharsets.ISO_8859_1)) {
				this.json[this.length++] = b;
			}
		}
	}

	// The power of ten of the first digit; out of range for zero and what is very small
	// or large.
	private static int exponent(double size) {
		if (size >= 1) {
			int exponent = 0;
			while (exponent <= MAX_EXPONENT && size >= POWERS[exponent + 1]) {
				exponent++;
			}
			return exponent;
		}
		int exponent = -1;
		while (exponent >= MIN_EXPONENT && size * POWERS[-exponent] < 1) {
			exponent--;
		}
		return exponent;
	}

	private boolean appendDigits(float value, double size, int decimals) {
		for (int places = decimals; places <= decimals + 1; places++) {
			long digits = (long) (size * POWERS[places] + 0.5);
			double read = digits / POWERS[places];
			if ((float) read == (float) size && (Double.doubleToRawLongBits(read) & LOST) != MIDDLE) {
				if (value < 0) {
					this.json[this.length++] = '-';
				}
				appendDecimal(digits, places);
				return true;
			}
		}
		return false;
	}

	private void appendDecimal(long digits, int decimals) {
		long whole = digits / LONG_POWERS[decimals];
		long fraction = digits % LONG_POWERS[decimals];
		int places = decimals;
		while (places > 1 && fraction % 10 == 0) {
			fraction /= 10;
			places--;
		}
		int wholeDigits = 1;
		while (wholeDigits <= MAX_EXPONENT && whole >= LONG_POWERS[wholeDigits]) {
			wholeDigits++;
		}
		appendPadded(whole, wholeDigits);
		this.json[this.length++] = '.';
		appendPadded(fraction, places);
	}

	private void appendPadded(long number, int places) {
		long rest = number;
		for (int i = this.length + places - 1; i >= this.length; i--) {
			this.json[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		this.length += places;
	}

	@Override
	public String getValue() {
		return new String(this.json, 0, this.length, StandardCharsets.ISO_8859_1);
	}

	@Override
	public int charLength() {
		return this.length;
	}

	@Override
	public byte[] asUnquotedUTF8() {
		return Arrays.copyOf(this.json, this.length);
	}

	@Override
	public byte[] asQuotedUTF8() {
		return asUnquotedUTF8();
	}

	@Override
	public char[] asQuotedChars() {
		return getValue().toCharArray();
	}

	@Override
	public int appendUnquotedUTF8(byte[] buffer, int offset) {
		if (buffer.length - offset < this.length) {
			return -1;
		}
		System.arraycopy(this.json, 0, buffer, offset, this.length);
		return this.length;
	}

	@Override
	public int appendQuotedUTF8(byte[] buffer, int offset) {
		return appendUnquotedUTF8(buffer, offset);
	}

	@Override
	public int appendUnquoted(char[] buffer, int offset) {
		if (buffer.length - offset < this.length) {
			return -1;
		}
		getValue().getChars(0, this.length, buffer, offset);
		return this.length;
	}

	@Override
	public int appendQuoted(char[] buffer, int offset) {
		return appendUnquoted(buffer, offset);
	}

	@Override
	public int writeUnquotedUTF8(OutputStream out) throws IOException {
		out.write(this.json, 0, this.length);
		return this.length;
	}

	@Override
	public int writeQuotedUTF8(OutputStream out) throws IOException {
		return writeUnquotedUTF8(out);
	}

	@Override
	public int putUnquotedUTF8(ByteBuffer buffer) {
		if (buffer.remaining() < this.length) {
			return -1;
		}
		buffer.put(this.json, 0, this.length);
		return this.length;
	}

	@Override
	public int putQuotedUTF8(ByteBuffer buffer) {
		return putUnquotedUTF8(buffer);
	}

}
