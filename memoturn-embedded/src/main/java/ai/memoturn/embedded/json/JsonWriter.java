package ai.memoturn.embedded.json;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON text without whitespace, strings and numbers in canonical form. Commas are
 * set by looking at what was written last: no JSON value ends in an opening bracket or a
 * colon.
 */
public final class JsonWriter {

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	private final StringBuilder out;

	/**
	 * Create an empty writer.
	 * @param capacity how many characters are expected
	 */
	public JsonWriter(int capacity) {
		this.out = new StringBuilder(capacity);
	}

	JsonWriter(StringBuilder out) {
		this.out = out;
	}

	public JsonWriter beginObject() {
		separate();
		this.out.append('{');
		return this;
	}

	public JsonWriter endObject() {
		this.out.append('}');
		return this;
	}

	public JsonWriter beginArray() {
		separate();
		this.out.append('[');
		return this;
	}

	public JsonWriter endArray() {
		this.out.append(']');
		return this;
	}

	public JsonWriter name(String name) {
		separate();
		quote(name);
		this.out.append(':');
		return this;
	}

	public JsonWriter value(@Nullable String value) {
		separate();
		if (value != null) {
			quote(value);
		}
		else {
			this.out.append("null");
		}
		return this;
	}

	public JsonWriter value(long value) {
		separate();
		this.out.append(value);
		return this;
	}

	public JsonWriter value(@Nullable Long value) {
		separate();
		this.out.append(value);
		return this;
	}

	public JsonWriter value(double value) {
		separate();
		Doubles.append(this.out, value);
		return this;
	}

	/**
	 * Write a value that is JSON text already.
	 * @param json one complete value
	 * @return this writer
	 */
	public JsonWriter raw(String json) {
		separate();
		this.out.append(json);
		return this;
	}

	/**
	 * Return how much was written.
	 * @return the number of characters
	 */
	public int length() {
		return this.out.length();
	}

	/**
	 * Return what was written.
	 * @return the text in UTF-8
	 */
	public byte[] toUtf8() {
		return this.out.toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.out.toString();
	}

	private void separate() {
		int length = this.out.length();
		if (length > 0) {
			char last = this.out.charAt(length - 1);
			if (last != '{' && last != '[' && last != ':') {
				this.out.append(',');
			}
		}
	}

	private void quote(String text) {
		StringBuilder target = this.out;
		target.append('"');
		int written = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x20 || c == '"' || c == '\\') {
				target.append(text, written, i).append('\\');
				escape(c);
				written = i + 1;
			}
		}
		target.append(text, written, text.length()).append('"');
	}

	private void escape(char c) {
		switch (c) {
			case '"', '\\' -> this.out.append(c);
			case '\b' -> this.out.append('b');
			case '\t' -> this.out.append('t');
			case '\n' -> this.out.append('n');
			case '\f' -> this.out.append('f');
			case '\r' -> this.out.append('r');
			default -> this.out.append("u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
		}
	}

}
