package ai.memoturn.embedded.json;

import java.util.Comparator;

/**
 * The order of an object's members: by code point, which is that of their bytes in UTF-8.
 * {@link String#compareTo} puts surrogate pairs before U+E000.
 */
public enum MemberOrder implements Comparator<String> {

	/** The only one. */
	BY_CODE_POINT;

	@Override
	public int compare(String left, String right) {
		int shorter = Math.min(left.length(), right.length());
		for (int i = 0; i < shorter; i++) {
			char a = left.charAt(i);
			char b = right.charAt(i);
			if (a != b) {
				boolean pairA = Character.isSurrogate(a);
				return (pairA == Character.isSurrogate(b)) ? Character.compare(a, b) : pairA ? 1 : -1;
			}
		}
		return Integer.compare(left.length(), right.length());
	}

}
