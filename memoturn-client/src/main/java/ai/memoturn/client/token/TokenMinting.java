package ai.memoturn.client.token;

import java.time.Duration;
import java.util.Objects;

/**
 * How a client mints its own tokens from the platform key. Immutable.
 * <p>
 * Each call gets a token with the least scope that it needs. Tokens are kept until
 * shortly before they expire; those that waited for the same one share it, and one that
 * the node refuses is replaced once. Minting counts against the node's limit for control
 * calls, 10 a second by default and shared by all of its clients.
 */
public final class TokenMinting {

	private static final Duration SHORTEST = Duration.ofSeconds(10);

	private final boolean perProfile;

	private final Duration lifetime;

	private final int maxCached;

	private TokenMinting(boolean perProfile, Duration lifetime, int maxCached) {
		this.perProfile = perProfile;
		this.lifetime = lifetime;
		this.maxCached = maxCached;
	}

	/**
	 * Mint tokens that cover a whole namespace: few to mint, and each opens all of its
	 * profiles.
	 * @return the settings, with tokens that live an hour, 1000 of them kept
	 */
	public static TokenMinting perNamespace() {
		return new TokenMinting(false, Duration.ofHours(1), 1000);
	}

	/**
	 * Mint tokens that cover one profile each. A profile has none before its first
	 * ingest; until then a token for its namespace is used.
	 * @return the settings, with tokens that live an hour, 1000 of them kept
	 */
	public static TokenMinting perProfile() {
		return new TokenMinting(true, Duration.ofHours(1), 1000);
	}

	/**
	 * Set how long tokens live.
	 * @param lifetime 10 seconds or more, in whole seconds
	 * @return the changed settings
	 * @throws IllegalArgumentException if the time is anything else
	 */
	public TokenMinting lifetime(Duration lifetime) {
		Objects.requireNonNull(lifetime, "lifetime must not be null");
		if (lifetime.compareTo(SHORTEST) < 0 || lifetime.getNano() != 0) {
			throw new IllegalArgumentException(
					"lifetime must be 10 seconds or more, in whole seconds, but is " + lifetime);
		}
		return new TokenMinting(this.perProfile, lifetime, this.maxCached);
	}

	/**
	 * Set how many tokens are kept. When there are more, those that were not used for the
	 * longest time are forgotten.
	 * @param maxCached 1 or more
	 * @return the changed settings
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public TokenMinting maxCached(int maxCached) {
		if (maxCached < 1) {
			throw new IllegalArgumentException("maxCached must be 1 or more, but is " + maxCached);
		}
		return new TokenMinting(this.perProfile, this.lifetime, maxCached);
	}

	public boolean isPerProfile() {
		return this.perProfile;
	}

	public Duration lifetime() {
		return this.lifetime;
	}

	public int maxCached() {
		return this.maxCached;
	}

}
