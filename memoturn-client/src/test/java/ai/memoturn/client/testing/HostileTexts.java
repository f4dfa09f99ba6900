package ai.memoturn.client.testing;

import java.util.List;

/**
 * Texts that have led other clients astray.
 */
public final class HostileTexts {

	/** None is a name; some are ids. */
	public static final List<String> ALL = List.of("", ".", "..", "...", "/", "//", "a/b", "../x", "..%2Fx", "%2e%2e",
			"%", "%2f", "%00", "\u0000", "?x=1", "#f", "a;b=1", "a+b", "a b", " ", "@evil.com", "//evil.com",
			".evil.com", "https://evil.com/x", "{x}", "{id}", "${x}", "é", "日本", "😀", "\ud800", "\udc00x", "x\ud83d",
			"\r\nX: y", "\u202e", "a\\b", "&a=b", "a:b", "~", "*", "'", "\"");

	private HostileTexts() {
	}

}
