package ai.memoturn.embedded.access;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as far as it was found out.
 *
 * @param kind how the caller has shown who it is
 * @param token what its token says
 * @param tokenHash how the audit stream names its token
 */
public record Caller(Kind kind, @Nullable TokenClaims token, @Nullable String tokenHash) {

	/** Nobody was asked. */
	public static final Caller NOBODY = new Caller(Kind.NOBODY, null, null);

	/** Somebody who acts for the platform. */
	public static final Caller PLATFORM = new Caller(Kind.PLATFORM, null, null);

	/**
	 * Ways to show who one is.
	 */
	public enum Kind {

		/** Not at all. */
		NOBODY,

		/** By the platform key. */
		PLATFORM,

		/** By a token. */
		TOKEN

	}

}
