package ai.memoturn.embedded.sql;

import java.util.Locale;

/**
 * Cuts a text into SQLite's own tokens, one after the other: what is a comment, a string
 * or a name here is one there. Source of the rules: {@code tokenize.c} of SQLite.
 */
final class SqlLexer {

	/** What a token is. */
	enum Kind {

		/** A keyword or a bare name. */
		WORD,

		/** A name in double quotes. */
		DOUBLE_QUOTED,

		/** A name in back quotes or brackets. */
		QUOTED,

		/** A string, which SQLite also takes for a name where it expects one. */
		STRING,

		SEMICOLON,

		/** Numbers, blobs, parameters, operators. */
		OTHER

	}

	private final String text;

	private Kind kind = Kind.OTHER;

	private int start;

	private int end;

	private boolean closed = true;

	SqlLexer(String text) {
		this.text = text;
	}

	/**
	 * Move to the next token, over white space and comments.
	 * @return whether there is one
	 */
	boolean next() {
		int at = skipBlank(this.end);
		this.start = at;
		if (at >= this.text.length()) {
			this.end = at;
			return false;
		}
		char c = this.text.charAt(at);
		switch (c) {
			case '\'' -> quoted(Kind.STRING, '\'', true);
			case '"' -> quoted(Kind.DOUBLE_QUOTED, '"', true);
			case '`' -> quoted(Kind.QUOTED, '`', true);
			case '[' -> quoted(Kind.QUOTED, ']', false);
			case ';' -> token(Kind.SEMICOLON, at + 1);
			case '?' -> token(Kind.OTHER, skipDigits(at + 1));
			case '$', '@', ':', '#' -> token(Kind.OTHER, variableEnd(at));
			default -> {
				if (isBlob(at)) {
					quoted(Kind.OTHER, '\'', false);
				}
				else if (isDigit(c) || (c == '.' && at + 1 < this.text.length() && isDigit(this.text.charAt(at + 1)))) {
					token(Kind.OTHER, numberEnd(at));
				}
				else if (isNamePart(c)) {
					token(Kind.WORD, nameEnd(at));
				}
				else {
					token(Kind.OTHER, at + 1);
				}
			}
		}
		return true;
	}

	private void token(Kind found, int to) {
		this.kind = found;
		this.end = to;
	}

	private void quoted(Kind found, char quote, boolean doubling) {
		int at = this.text.indexOf(quote, this.start + (isBlob(this.start) ? 2 : 1));
		while (doubling && at >= 0 && at + 1 < this.text.length() && this.text.charAt(at + 1) == quote) {
			at = this.text.indexOf(quote, at + 2);
		}
		this.closed = this.closed && at >= 0;
		token(found, (at < 0) ? this.text.length() : at + 1);
	}

	private boolean isBlob(int at) {
		char c = this.text.charAt(at);
		return (c == 'x' || c == 'X') && at + 1 < this.text.length() && this.text.charAt(at + 1) == '\'';
	}

	private int skipBlank(int from) {
		int at = from;
		while (at < this.text.length()) {
			char c = this.text.charAt(at);
			if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\ufeff') {
				at++;
			}
			else if (this.text.startsWith("--", at)) {
				int line = this.text.indexOf('\n', at);
				at = (line < 0) ? this.text.length() : line + 1;
			}
			else if (this.text.startsWith("/*", at)) {
				int close = this.text.indexOf("*/", at + 2);
				at = (close < 0) ? this.text.length() : close + 2;
			}
			else {
				break;
			}
		}
		return at;
	}

	/** Also takes what Tcl calls variables: {@code $a::b(c)}. */
	private int variableEnd(int from) {
		int at = from + 1;
		while (at < this.text.length()) {
			char c = this.text.charAt(at);
			if (isNamePart(c)) {
				at++;
			}
			else if (c == '(' && at > from + 1) {
				while (at < this.text.length() && !isSpace(this.text.charAt(at)) && this.text.charAt(at) != ')') {
					at++;
				}
				return Math.min(at + 1, this.text.length());
			}
			else if (this.text.startsWith("::", at)) {
				at += 2;
			}
			else {
				break;
			}
		}
		return at;
	}

	/** Without the sign of an exponent, which makes no difference here. */
	private int numberEnd(int from) {
		int at = from;
		while (at < this.text.length() && (isNamePart(this.text.charAt(at)) || this.text.charAt(at) == '.')) {
			at++;
		}
		return at;
	}

	private int nameEnd(int from) {
		int at = from;
		while (at < this.text.length() && isNamePart(this.text.charAt(at))) {
			at++;
		}
		return at;
	}

	private int skipDigits(int from) {
		int at = from;
		while (at < this.text.length() && isDigit(this.text.charAt(at))) {
			at++;
		}
		return at;
	}

	private static boolean isSpace(char c) {
		return c == ' ' || (c >= '\t' && c <= '\r');
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static boolean isNamePart(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
	}

	Kind kind() {
		return this.kind;
	}

	int start() {
		return this.start;
	}

	int end() {
		return this.end;
	}

	/**
	 * Return whether every quote so far has been closed.
	 */
	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return whether the token is a word in the sense of the protocol: a keyword or a
	 * name, however quoted, but not a string.
	 */
	boolean isWord() {
		return this.kind == Kind.WORD || this.kind == Kind.DOUBLE_QUOTED || this.kind == Kind.QUOTED;
	}

	/**
	 * Return whether the token is short enough to be one of the names that matter.
	 */
	boolean isShort() {
		return this.end - this.start <= 128;
	}

	/**
	 * Return the token without quotes, in lower case as far as SQLite ignores case.
	 */
	String value() {
		return lower(content());
	}

	private String content() {
		if (this.kind == Kind.WORD || this.kind == Kind.SEMICOLON || this.kind == Kind.OTHER) {
			return this.text.substring(this.start, this.end);
		}
		char quote = this.text.charAt(this.start);
		int last = (this.end > this.start + 1) ? this.end - 1 : this.end;
		String inner = this.text.substring(this.start + 1, last);
		return (quote == '[') ? inner : inner.replace("" + quote + quote, "" + quote);
	}

	/** Only ASCII letters have two cases in SQLite. */
	static String lower(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				return lowerAscii(text);
			}
		}
		return text.toLowerCase(Locale.ROOT);
	}

	private static String lowerAscii(String text) {
		StringBuilder lower = new StringBuilder(text);
		for (int i = 0; i < lower.length(); i++) {
			char c = lower.charAt(i);
			if (c >= 'A' && c <= 'Z') {
				lower.setCharAt(i, (char) (c + 0x20));
			}
		}
		return lower.toString();
	}

}
