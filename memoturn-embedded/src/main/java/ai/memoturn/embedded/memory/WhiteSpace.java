package ai.memoturn.embedded.memory;

/**
 * Unicode's White_Space, which is neither what {@link Character#isWhitespace} nor what
 * {@link String#isBlank()} goes by.
 */
public final class WhiteSpace {

	private WhiteSpace() {
	}

	/**
	 * Return whether a text holds nothing to be read.
	 * @param text the text
	 * @return whether all of it is white space
	 */
	public static boolean isAllOf(String text) {
		return text.codePoints().allMatch(WhiteSpace::test);
	}

	private static boolean test(int codePoint) {
		return Character.isSpaceChar(codePoint) || (codePoint >= 0x09 && codePoint <= 0x0d) || codePoint == 0x85;
	}

}
