package ai.memoturn.embedded.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A request target, split before it is decoded: a slash that arrives encoded is data.
 *
 * @param rawSegments the path's segments as they were sent
 * @param segments the same, percent-decoded
 * @param rawQuery what follows the question mark
 */
record Target(List<String> rawSegments, List<String> segments, @Nullable String rawQuery) {

	/**
	 * Take a request target apart.
	 * @param uri the target as it was sent
	 * @return its parts
	 * @throws BadTargetException if its path is of a form that different readers take for
	 * different things
	 */
	static Target parse(String uri) {
		if (uri.isEmpty() || uri.charAt(0) != '/') {
			throw new BadTargetException("the request target must be a path", true);
		}
		for (int i = 0; i < uri.length(); i++) {
			char c = uri.charAt(i);
			if (c <= ' ' || c >= 0x7f || c == '#') {
				throw new BadTargetException("the request target holds a character that must be percent-encoded", true);
			}
		}
		int question = uri.indexOf('?');
		String path = (question < 0) ? uri : uri.substring(0, question);
		List<String> raw = new ArrayList<>(8);
		List<String> decoded = new ArrayList<>(8);
		int start = 1;
		while (start <= path.length()) {
			int slash = path.indexOf('/', start);
			int end = (slash < 0) ? path.length() : slash;
			String segment = path.substring(start, end);
			if (segment.isEmpty() && slash >= 0) {
				throw new BadTargetException("the path holds an empty segment", true);
			}
			raw.add(segment);
			decoded.add(decode(segment));
			start = end + 1;
		}
		return new Target(raw, decoded, (question < 0) ? null : uri.substring(question + 1));
	}

	private static String decode(String segment) {
		if (segment.indexOf(';') >= 0) {
			throw new BadTargetException("path parameters are not supported; encode ';' as %3B", true);
		}
		String decoded = (segment.indexOf('%') < 0) ? segment : percentDecode(segment);
		if (decoded.equals(".") || decoded.equals("..")) {
			throw new BadTargetException("'.' and '..' are not allowed as path segments", true);
		}
		if (decoded.indexOf('\0') >= 0) {
			throw new BadTargetException("the path holds a NUL", true);
		}
		return decoded;
	}

	private static String percentDecode(String segment) {
		byte[] bytes = new byte[segment.length()];
		int size = 0;
		for (int i = 0; i < segment.length(); i++) {
			char c = segment.charAt(i);
			if (c == '%') {
				int octet = octet(segment, i);
				if (octet < 0) {
					throw new BadTargetException("the path holds a '%' without two hexadecimal digits", true);
				}
				bytes[size++] = (byte) octet;
				i += 2;
			}
			else {
				bytes[size++] = (byte) c;
			}
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new BadTargetException("Invalid URL: a path segment does not decode to UTF-8", false);
		}
	}

	/**
	 * Read the query string as a form: {@code +} is a space, of a repeated name the last
	 * value counts, and what does not decode stays as it is.
	 * @return the values by name
	 */
	Map<String, String> query() {
		if (this.rawQuery == null || this.rawQuery.isEmpty()) {
			return Map.of();
		}
		Map<String, String> values = new HashMap<>();
		for (String pair : this.rawQuery.split("&")) {
			int equals = pair.indexOf('=');
			values.put(formDecode(nameOf(pair)), (equals < 0) ? "" : formDecode(pair.substring(equals + 1)));
		}
		return values;
	}

	/**
	 * Return whether the query string holds a parameter more than once.
	 * @param name its name
	 * @return whether it does
	 */
	boolean repeats(String name) {
		return this.rawQuery != null && Stream.of(this.rawQuery.split("&"))
			.filter((pair) -> formDecode(nameOf(pair)).equals(name))
			.count() > 1;
	}

	private static String nameOf(String pair) {
		int equals = pair.indexOf('=');
		return (equals < 0) ? pair : pair.substring(0, equals);
	}

	private static String formDecode(String text) {
		if (text.indexOf('%') < 0) {
			return text.replace('+', ' ');
		}
		byte[] bytes = new byte[text.length()];
		int size = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			int octet = (c == '%') ? octet(text, i) : -1;
			if (octet >= 0) {
				bytes[size++] = (byte) octet;
				i += 2;
			}
			else {
				bytes[size++] = (byte) ((c == '+') ? ' ' : c);
			}
		}
		return new String(bytes, 0, size, StandardCharsets.UTF_8);
	}

	private static int octet(String text, int percent) {
		if (percent + 2 >= text.length()) {
			return -1;
		}
		int high = Character.digit(text.charAt(percent + 1), 16);
		int low = Character.digit(text.charAt(percent + 2), 16);
		return (high < 0 || low < 0) ? -1 : high << 4 | low;
	}

	/**
	 * A target that is refused before routing. The message never quotes it.
	 */
	static final class BadTargetException extends RuntimeException {

		private final boolean enveloped;

		BadTargetException(String message, boolean enveloped) {
			super(message, null, false, false);
			this.enveloped = enveloped;
		}

		Reply reply() {
			String message = String.valueOf(getMessage());
			return this.enveloped ? Failures.invalid(message) : Reply.text(400, message);
		}

	}

}
