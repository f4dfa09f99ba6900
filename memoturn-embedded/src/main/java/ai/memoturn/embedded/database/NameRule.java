package ai.memoturn.embedded.database;

/**
 * What a namespace or a profile may be called: 1 to 64 of {@code a-z 0-9 _ -}, first a
 * letter or digit, last not {@code -}, and nowhere {@code --}, which separates the two in
 * a database's name.
 */
public final class NameRule {

	/** Between the two in a database's name. */
	public static final String SEPARATOR = "--";

	private static final int MAX_LENGTH = 64;

	private NameRule() {
	}

	/**
	 * Check a name.
	 * @param part the name of a namespace or of a profile
	 * @return whether it may be one
	 */
	public static boolean accepts(String part) {
		int length = part.length();
		if (length == 0 || length > MAX_LENGTH || !isLetterOrDigit(part.charAt(0)) || part.charAt(length - 1) == '-'
				|| part.contains(SEPARATOR)) {
			return false;
		}
		return part.chars().allMatch((c) -> isLetterOrDigit(c) || c == '_' || c == '-');
	}

	private static boolean isLetterOrDigit(int c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}

}
