package ai.memoturn.embedded.memory;

/**
 * What a namespace or a profile may be called: 1 to 64 of {@code a-z 0-9 _ -}, first a
 * letter or digit, last not {@code -}, and nowhere {@code --}, which separates the two in
 * a database's name.
 */
final class NameRule {

	static final String SEPARATOR = "--";

	private static final int MAX_LENGTH = 64;

	private NameRule() {
	}

	static boolean accepts(String part) {
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
