package ai.memoturn.embedded.access;

import org.jspecify.annotations.Nullable;

/**
 * What a token says: of what, how much and until when. It is for either one database or
 * one namespace.
 *
 * @param database the database, all branches of it; {@code null} in a namespace token
 * @param namespace the namespace, all profiles of it; {@code null} in a database token
 * @param scope how much it allows
 * @param issuedAt when it was minted, Unix seconds
 * @param expiresAt when it expires, Unix seconds
 */
public record TokenClaims(@Nullable String database, @Nullable String namespace, Scope scope, long issuedAt,
		long expiresAt) {

	public TokenClaims {
		if ((database == null) == (namespace == null)) {
			throw new IllegalArgumentException("a token is for either a database or a namespace");
		}
	}

	/**
	 * Return whether the token is revoked for a name that was deleted.
	 * @param deletedAt when it was last deleted, Unix milliseconds
	 * @return whether the token is not from a later second
	 */
	boolean isFromBefore(long deletedAt) {
		return this.issuedAt <= Math.floorDiv(deletedAt, 1000L);
	}

}
