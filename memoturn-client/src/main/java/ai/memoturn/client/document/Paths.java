package ai.memoturn.client.document;

import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Pattern;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * Checks of what filters, sorts, updates and indexes are made of: paths into documents,
 * and the values that these are compared with.
 */
final class Paths {

	static final String ID = "_id";

	/** How long the path of a filter or a sort may be. */
	static final int MAX_LENGTH = 200;

	private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

	private static final BigInteger MIN_INTEGER = BigInteger.valueOf(Long.MIN_VALUE);

	private static final BigInteger MAX_INTEGER = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

	private Paths() {
	}

	/**
	 * Check a path of whatever length.
	 * @param path the path
	 * @return the path
	 */
	static String check(@Nullable String path) {
		Checks.argument(path != null && PATH.matcher(path).matches(),
				() -> "path must be members of A-Z, a-z, 0-9, '_' and '-', joined by '.', but is " + Checks.echo(path)
						+ ": members with other names, and elements of arrays, cannot be addressed");
		return Checks.notNull("path", path);
	}

	static String bounded(@Nullable String path) {
		String checked = check(path);
		Checks.argument(checked.length() <= MAX_LENGTH,
				() -> "path must be at most " + MAX_LENGTH + " characters long, but is " + checked.length() + " long");
		return checked;
	}

	/**
	 * Check a value that a filter compares with.
	 * @param path the path that it is compared at
	 * @param value the value
	 * @return the value
	 */
	static @Nullable Object scalar(String path, @Nullable Object value) {
		if (value == null || value instanceof Boolean) {
			return value;
		}
		if (value instanceof String text) {
			return Checks.wellFormed("value for " + path, text);
		}
		return number(path, value, "a String, a number, a boolean or null, for example toEpochMilli() of an instant "
				+ "or name() of an enum");
	}

	static Object number(String path, @Nullable Object value, String what) {
		boolean fine = value instanceof Long || value instanceof Integer || value instanceof Short
				|| value instanceof Byte || (value instanceof Double number && Double.isFinite(number))
				|| (value instanceof Float single && Float.isFinite(single)) || (value instanceof BigInteger big
						&& big.compareTo(MIN_INTEGER) >= 0 && big.compareTo(MAX_INTEGER) <= 0);
		Checks.argument(fine,
				() -> "value for " + path + " must be " + what + ", but is "
						+ ((value instanceof Number number) ? number + " of " : "")
						+ ((value != null) ? value.getClass() : null)
						+ ": numbers are finite, and integers from -2^63 to 2^64-1");
		return Checks.notNull("value", value);
	}

	/**
	 * Turn something into a JSON object.
	 * @param parameter the parameter's name
	 * @param value what becomes JSON
	 * @return the object, unmodifiable
	 */
	@SuppressWarnings("unchecked")
	static Map<String, @Nullable Object> object(String parameter, @Nullable Object value) {
		Object given = Checks.notNull(parameter, value);
		if (Json.freeze(parameter, given) instanceof Map<?, ?> map) {
			return (Map<String, @Nullable Object>) map;
		}
		throw new IllegalArgumentException(
				parameter + " of " + given.getClass() + " must become a JSON object, such as a map or a record");
	}

}
