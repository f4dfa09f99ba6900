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
	 * When writes of the client count as stored. Can only ask for more than the node does
	 * anyway: in durable mode, each is in durable storage before it is acknowledged.
	 */
	private MemoturnDurability durability = MemoturnDurability.STANDARD;

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

	private final Retry retry = new Retry();

	private final ReadYourWrites readYourWrites = new ReadYourWrites();

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

	public MemoturnDurability getDurability() {
		return this.durability;
	}

	public void setDurability(MemoturnDurability durability) {
		this.durability = durability;
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

	public Retry getRetry() {
		return this.retry;
	}

	public ReadYourWrites getReadYourWrites() {
		return this.readYourWrites;
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

	/**
	 * When a call that failed is sent again.
	 */
	public static class Retry {

		/**
		 * Whether to send calls again that failed for a passing reason, where the
		 * operation allows it.
		 */
		private boolean enabled = true;

		/**
		 * Number of times a call is sent in all, from 1 to 10.
		 */
		private int maxAttempts = 3;

		/**
		 * Longest wait after the first attempt. Each wait is drawn evenly from zero to
		 * its longest.
		 */
		private Duration initialInterval = Duration.ofMillis(100);

		/**
		 * Factor by which the longest wait grows with each attempt.
		 */
		private double multiplier = 2;

		/**
		 * Upper bound of the longest wait.
		 */
		private Duration maxInterval = Duration.ofSeconds(5);

		/**
		 * Longest wait that is taken from the node. A call fails at once if the node asks
		 * for more.
		 */
		private Duration maxRetryAfter = Duration.ofSeconds(30);

		/**
		 * Number of tokens that all calls share. Each repetition takes ten, each success
		 * gives one back, and without tokens nothing is repeated.
		 */
		private int budget = 100;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getInitialInterval() {
			return this.initialInterval;
		}

		public void setInitialInterval(Duration initialInterval) {
			this.initialInterval = initialInterval;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

		public Duration getMaxRetryAfter() {
			return this.maxRetryAfter;
		}

		public void setMaxRetryAfter(Duration maxRetryAfter) {
			this.maxRetryAfter = maxRetryAfter;
		}

		public int getBudget() {
			return this.budget;
		}

		public void setBudget(int budget) {
			this.budget = budget;
		}

	}

	/**
	 * Reading what was written before, whichever node of a cluster answers.
	 */
	public static class ReadYourWrites {

		/**
		 * Whether reads ask for the latest state of a branch that the client has seen.
		 */
		private boolean enabled = true;

		/**
		 * How long the state that was seen of a branch is asked for.
		 */
		private Duration timeToLive = Duration.ofSeconds(30);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeToLive() {
			return this.timeToLive;
		}

		public void setTimeToLive(Duration timeToLive) {
			this.timeToLive = timeToLive;
		}

	}

}
