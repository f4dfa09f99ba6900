package ai.memoturn.embedded.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The words of a query: its runs of alphabetic or numeric characters. Nothing in a query
 * is an operator.
 */
final class QueryTokens {

	private QueryTokens() {
	}

	/**
	 * Return the words in order, repeated ones repeatedly.
	 */
	static List<String> of(String query) {
		List<String> tokens = new ArrayList<>();
		int start = -1;
		for (int i = 0; i < query.length();) {
			int codePoint = query.codePointAt(i);
			if (isAlphanumeric(codePoint)) {
				start = (start < 0) ? i : start;
			}
			else if (start >= 0) {
				tokens.add(query.substring(start, i));
				start = -1;
			}
			i += Character.charCount(codePoint);
		}
		if (start >= 0) {
			tokens.add(query.substring(start));
		}
		return tokens;
	}

	private static boolean isAlphanumeric(int codePoint) {
		return Character.isAlphabetic(codePoint) || switch (Character.getType(codePoint)) {
			case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
			default -> false;
		};
	}

	/**
	 * Return the FTS5 expression that any of the words matches. Quoted, none can be an
	 * operator; a word cannot hold a quote.
	 */
	static String expression(List<String> tokens) {
		return tokens.stream().collect(Collectors.joining("\" OR \"", "\"", "\""));
	}

}
