package ai.memoturn.embedded.access;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How much a token allows; each scope includes those before it.
 */
public enum Scope {

	READ, WRITE, ADMIN;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	private final String label = name().charAt(0) + this.wireName.substring(1);

	/**
	 * Look up a scope.
	 * @param wireName the scope as it stands in tokens and requests
	 * @return the scope, or {@code null} if there is none of that name
	 */
	public static @Nullable Scope of(String wireName) {
		for (Scope scope : values()) {
			if (scope.wireName.equals(wireName)) {
				return scope;
			}
		}
		return null;
	}

	/**
	 * Return the scope as it stands in tokens and requests.
	 * @return the name in lower case
	 */
	public String wireName() {
		return this.wireName;
	}

	/**
	 * Return the scope as it stands in messages and in the audit stream.
	 * @return the name, capitalized
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return whether this scope is enough.
	 * @param needed what is needed
	 * @return whether this is that or more
	 */
	public boolean includes(Scope needed) {
		return compareTo(needed) >= 0;
	}

}
