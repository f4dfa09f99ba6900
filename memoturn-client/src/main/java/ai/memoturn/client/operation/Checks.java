package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Checks of what callers hand in, made before any I/O. A violation is an
 * {@link IllegalArgumentException} that names the argument and the rule and echoes at
 * most 64 characters.
 */
public final class Checks {

	private static final Pattern COLLECTION = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final int MAX_ECHO = 64;

	private static final int MAX_DIMENSION = 65_536;

	// Far beyond any use, and far below where the milliseconds of a server overflow.
	private static final Duration MAX_TTL = Duration.ofDays(36_500);

	private Checks() {
	}

	/**
	 * Check a namespace or profile: 1 to 64 characters of {@code a-z 0-9 _ -}, the first
	 * a letter or digit, no {@code --}, no {@code -} at the end.
	 * @param parameter the parameter's name
	 * @param name the name
	 * @return the name
	 */
	public static String name(String parameter, @Nullable String name) {
		argument(isName(name),
				() -> parameter + " must be 1 to 64 characters of a-z, 0-9, '_' and '-', begin with a letter or digit, "
						+ "not end with '-' and not contain '--', but is " + echo(name));
		return notNull(parameter, name);
	}

	// Read character by character, because every call checks the names of its profile.
	private static boolean isName(@Nullable String name) {
		if (name == null || name.isEmpty() || name.length() > 64 || name.charAt(0) == '_') {
			return false;
		}
		char before = '-';
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean legal = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c == '-' && before != '-');
			if (!legal) {
				return false;
			}
			before = c;
		}
		return before != '-';
	}

	/**
	 * Check the name of a database: that of a profile, {@code {namespace}--{profile}}, or
	 * a plain one, which may be anything that is one segment of a path, without
	 * {@code @}, slashes and control characters.
	 * @param parameter the parameter's name
	 * @param database the name
	 * @return the name
	 */
	public static String database(String parameter, @Nullable String database) {
		String value = segment(parameter, database);
		int profile = value.indexOf(DatabaseSpec.PROFILE_SEPARATOR);
		if (profile >= 0) {
			name("namespace in " + parameter, value.substring(0, profile));
			name("profile in " + parameter, value.substring(profile + DatabaseSpec.PROFILE_SEPARATOR.length()));
		}
		argument(value.chars().noneMatch((c) -> c == '/' || c == '@' || Character.isISOControl(c)),
				() -> parameter + " must not contain '/', '@' or control characters, but is " + echo(value));
		return value;
	}

	/**
	 * Check the name of a database that is no profile's.
	 * @param parameter the parameter's name
	 * @param database the name
	 * @return the name
	 */
	public static String plainDatabase(String parameter, @Nullable String database) {
		argument(database == null || !database.contains(DatabaseSpec.PROFILE_SEPARATOR),
				() -> parameter + " must not contain '--', but is " + echo(database)
						+ ": the database of a profile comes into existence with its first ingest");
		return database(parameter, database);
	}

	/**
	 * Check something that travels, or may one day travel, as one segment of a path:
	 * neither empty nor {@code .} nor {@code ..}, which no encoding protects, and no lone
	 * surrogate, which two different texts would share.
	 * @param parameter the parameter's name
	 * @param value the value
	 * @return the value
	 */
	public static String segment(String parameter, @Nullable String value) {
		argument(value != null && !value.isEmpty() && !value.equals(".") && !value.equals(".."),
				() -> parameter + " must not be null, empty, '.' or '..', but is " + echo(value));
		return notNull(parameter, wellFormed(parameter, value));
	}

	/**
	 * Check the name of a branch. Besides what no path can hold, that is what no server
	 * creates: names with a slash, a backslash, {@code @} or control characters.
	 * @param parameter the parameter's name
	 * @param branch the branch
	 * @return the branch
	 */
	public static String branch(String parameter, @Nullable String branch) {
		String value = segment(parameter, branch);
		argument(value.chars().noneMatch((c) -> c == '/' || c == '\\' || c == '@' || Character.isISOControl(c)),
				() -> parameter + " must not contain '/', '\\', '@' or control characters, but is " + echo(value));
		return value;
	}

	/**
	 * Check the name of a collection of documents or vectors: 1 to 64 characters of
	 * {@code A-Z a-z 0-9 _ -}.
	 * @param parameter the parameter's name
	 * @param collection the name
	 * @return the name
	 */
	public static String collection(String parameter, @Nullable String collection) {
		argument(collection != null && COLLECTION.matcher(collection).matches(), () -> parameter
				+ " must be 1 to 64 characters of A-Z, a-z, 0-9, '_' and '-', but is " + echo(collection));
		return notNull(parameter, collection);
	}

	/**
	 * Check that text has no lone surrogate.
	 * @param parameter the parameter's name
	 * @param text the text, possibly {@code null}
	 * @return the text
	 */
	public static @Nullable String wellFormed(String parameter, @Nullable String text) {
		if (text != null && !isWellFormed(text)) {
			throw new IllegalArgumentException(
					parameter + " must not hold half of a surrogate pair, but is " + echo(text));
		}
		return text;
	}

	/**
	 * Check that text has something to read: a character other than Unicode white space.
	 * @param parameter the parameter's name
	 * @param text the text
	 * @return the text
	 */
	public static String notBlank(String parameter, @Nullable String text) {
		if (text == null || text.codePoints().allMatch(Checks::isWhiteSpace)) {
			throw new IllegalArgumentException(parameter + " must hold more than white space");
		}
		return notNull(parameter, wellFormed(parameter, text));
	}

	public static <T> T notNull(String parameter, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException(parameter + " must not be null");
		}
		return value;
	}

	public static int positive(String parameter, int value) {
		if (value <= 0) {
			throw new IllegalArgumentException(parameter + " must be 1 or more, but is " + value);
		}
		return value;
	}

	public static Duration positive(String parameter, @Nullable Duration value) {
		if (value == null || value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException(parameter + " must be longer than zero, but is " + value);
		}
		return value;
	}

	public static Duration wholeSeconds(String parameter, Duration value) {
		argument(!value.isNegative() && value.getNano() == 0,
				() -> parameter + " must be zero or more whole seconds, but is " + value);
		return value;
	}

	/**
	 * Check how long something lives: zero or more whole seconds, at most 36,500 days.
	 * @param parameter the parameter's name
	 * @param ttl the time to live
	 * @return the number of seconds
	 */
	public static long ttl(String parameter, @Nullable Duration ttl) {
		Duration value = wholeSeconds(parameter, notNull(parameter, ttl));
		argument(value.compareTo(MAX_TTL) <= 0, () -> parameter + " must be at most " + MAX_TTL.toDays()
				+ " days, but is " + value + ": leave it out for what never expires");
		return value.toSeconds();
	}

	/**
	 * Check and copy an embedding: 1 to 65,536 finite numbers.
	 * @param embedding the vector
	 * @return a copy
	 */
	public static float[] embedding(float @Nullable [] embedding) {
		float[] copy = notNull("embedding", embedding).clone();
		argument(copy.length >= 1 && copy.length <= MAX_DIMENSION,
				() -> "embedding must hold 1 to " + MAX_DIMENSION + " numbers, but holds " + copy.length);
		for (int i = 0; i < copy.length; i++) {
			if (!Float.isFinite(copy[i])) {
				throw new IllegalArgumentException("embedding[" + i + "] must be a finite number, but is " + copy[i]);
			}
		}
		return copy;
	}

	public static <T> List<T> elements(String parameter, T[] values) {
		argument(Arrays.stream(notNull(parameter, values)).allMatch((value) -> value != null),
				() -> parameter + " must not hold null");
		return List.of(values);
	}

	public static void argument(boolean fine, String message) {
		if (!fine) {
			throw new IllegalArgumentException(message);
		}
	}

	public static void argument(boolean fine, Supplier<String> message) {
		if (!fine) {
			throw new IllegalArgumentException(message.get());
		}
	}

	/**
	 * Return whether every surrogate of the text is one of a pair.
	 * @param text the text
	 * @return {@code true} if the text survives UTF-8
	 */
	static boolean isWellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (Character.isLowSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

	// Unicode's White_Space, by which the server decides; Character.isWhitespace differs.
	private static boolean isWhiteSpace(int c) {
		return Character.isSpaceChar(c) || (c >= 0x09 && c <= 0x0D) || c == 0x85;
	}

	/**
	 * Quote what a caller gave, for a message.
	 * @param value the value
	 * @return at most 64 printable characters of it in quotes
	 */
	public static String echo(@Nullable String value) {
		if (value == null) {
			return "null";
		}
		return "'" + printable(value, MAX_ECHO) + "'" + ((value.length() > MAX_ECHO) ? "..." : "");
	}

	/**
	 * Make text fit for a message: bounded, and without characters that could forge a
	 * line of a log or hide.
	 * @param text the text
	 * @param max how many characters to keep
	 * @return the beginning of the text, with {@code ?} in place of unprintable
	 * characters
	 */
	static String printable(String text, int max) {
		StringBuilder printable = new StringBuilder(Math.min(text.length(), max));
		for (int i = 0; i < text.length() && i < max; i++) {
			char c = text.charAt(i);
			boolean odd = Character.isISOControl(c) || Character.isSurrogate(c)
					|| Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.LINE_SEPARATOR
					|| Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
			printable.append(odd ? '?' : c);
		}
		return printable.toString();
	}

}
