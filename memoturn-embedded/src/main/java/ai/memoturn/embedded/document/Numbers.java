package ai.memoturn.embedded.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as SQLite has them: 64-bit integers, and doubles for all others.
 */
final class Numbers {

	/** How a text begins that stands for a number in arithmetic. */
	private static final Pattern LEADING = Pattern
		.compile("[ \\t\\n\\x0B\\f\\r]*+([+-]?+(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+)");

	private Numbers() {
	}

	/**
	 * Return the value of a number's text.
	 * @param text a number as JSON or SQLite writes it
	 * @return a {@link Long} if it is an integer of 64 bits, else a {@link Double}
	 */
	static Number parse(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '.' || c == 'e' || c == 'E') {
				return Double.parseDouble(text);
			}
		}
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			return Double.parseDouble(text);
		}
	}

	/**
	 * Add a number to a value.
	 * @param value JSON text of the value, {@code null} if there is none
	 * @param increment JSON text of the number
	 * @return JSON text of the sum, null if that is not finite
	 */
	static String sum(@Nullable String value, String increment) {
		Number left = number(value);
		Number right = parse(increment);
		if (left instanceof Long one && right instanceof Long other) {
			long sum = one + other;
			// Both have the sign that the sum does not have.
			if (((one ^ sum) & (other ^ sum)) >= 0) {
				return Long.toString(sum);
			}
		}
		double sum = left.doubleValue() + right.doubleValue();
		return Double.isFinite(sum) ? new JsonWriter(24).value(sum).toString() : "null";
	}

	private static Number number(@Nullable String json) {
		if (json == null) {
			return 0L;
		}
		return switch (json.charAt(0)) {
			case 'n', 'f', '[', '{' -> 0L;
			case 't' -> 1L;
			case '"' -> leading(JsonText.string(json));
			default -> parse(json);
		};
	}

	private static Number leading(String text) {
		Matcher matcher = LEADING.matcher(text);
		return matcher.lookingAt() ? parse(matcher.group(1)) : Long.valueOf(0);
	}

}
