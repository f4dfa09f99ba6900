package ai.memoturn.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What can be configured of each client. Has no {@code toString()}, because two of the
 * values are secrets.
 */
abstract class ClientProperties {

	/**
	 * Base URL of the node or cluster, http or https. Must not hold credentials.
	 */
	private @Nullable String url;

	/**
	 * Token that is sent with every call. Without one, calls are anonymous.
	 */
	private @Nullable String token;

	/**
	 * Platform key of the node or cluster, for operations that need more than a token.
	 */
	private @Nullable String platformKey;

	/**
	 * Name under which memories are stored when they do not name a source themselves.
	 */
	private @Nullable String source;

	/**
	 * How long connecting may take. Unless set, what is set for all HTTP clients of the
	 * application counts.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * How long the node may be silent while an answer is awaited or read. Unless set, the
	 * read timeout of all HTTP clients of the application counts, and else the total
	 * timeout.
	 */
	private @Nullable Duration responseTimeout;

	/**
	 * How long a call may take as a whole.
	 */
	private @Nullable Duration totalTimeout;

	/**
	 * Number of connections that may be open at a time.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Number of calls that may wait for a connection when all are in use. Ten for each
	 * connection unless set.
	 */
	private @Nullable Integer maxWaitingCalls;

	/**
	 * How long a connection may stay unused before it is closed.
	 */
	private @Nullable Duration maxIdleTime;

	/**
	 * Size of the largest answer that is read.
	 */
	private @Nullable DataSize maxResponseSize;

	private final Ssl ssl = new Ssl();

	private final Tokens tokens = new Tokens();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public @Nullable String getPlatformKey() {
		return this.platformKey;
	}

	public void setPlatformKey(@Nullable String platformKey) {
		this.platformKey = platformKey;
	}

	public @Nullable String getSource() {
		return this.source;
	}

	public void setSource(@Nullable String source) {
		this.source = source;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(@Nullable Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
	}

	public @Nullable Duration getTotalTimeout() {
		return this.totalTimeout;
	}

	public void setTotalTimeout(@Nullable Duration totalTimeout) {
		this.totalTimeout = totalTimeout;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Integer getMaxWaitingCalls() {
		return this.maxWaitingCalls;
	}

	public void setMaxWaitingCalls(@Nullable Integer maxWaitingCalls) {
		this.maxWaitingCalls = maxWaitingCalls;
	}

	public @Nullable Duration getMaxIdleTime() {
		return this.maxIdleTime;
	}

	public void setMaxIdleTime(@Nullable Duration maxIdleTime) {
		this.maxIdleTime = maxIdleTime;
	}

	public @Nullable DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(@Nullable DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Tokens getTokens() {
		return this.tokens;
	}

	/**
	 * Tokens that the client mints from the platform key.
	 */
	public static class Tokens {

		/**
		 * What each token covers. With none, no tokens are minted.
		 */
		private Coverage mint = Coverage.NONE;

		/**
		 * How long a token lives, in whole seconds. Renewed shortly before.
		 */
		private @Nullable Duration lifetime;

		/**
		 * Number of tokens that are kept.
		 */
		private @Nullable Integer maxCached;

		public Coverage getMint() {
			return this.mint;
		}

		public void setMint(Coverage mint) {
			this.mint = mint;
		}

		public @Nullable Duration getLifetime() {
			return this.lifetime;
		}

		public void setLifetime(@Nullable Duration lifetime) {
			this.lifetime = lifetime;
		}

		public @Nullable Integer getMaxCached() {
			return this.maxCached;
		}

		public void setMaxCached(@Nullable Integer maxCached) {
			this.maxCached = maxCached;
		}

		/**
		 * What a minted token covers.
		 */
		public enum Coverage {

			/** Tokens are not minted; the configured one is used. */
			NONE,

			/** All profiles of a namespace. */
			NAMESPACE,

			/** One profile. */
			PROFILE

		}

	}

	/**
	 * Whom to trust on https connections.
	 */
	public static class Ssl {

		/**
		 * SSL bundle to use for https connections. Unless set, the bundle of all HTTP
		 * clients of the application counts, and else what the Java platform trusts.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}
