package ai.memoturn.boot.autoconfigure;

import java.time.Duration;

import ai.memoturn.boot.scope.ProfileNameEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of Memoturn. Has no {@code toString()}, because two of the values are
 * secrets.
 */
@ConfigurationProperties("memoturn")
public class MemoturnProperties {

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
	 * Namespace of the application, in which the profiles of its users lie. Required for
	 * the profile of the current user; the embedded node uses "dev" unless it is set.
	 */
	private @Nullable String namespace;

	/**
	 * Name under which memories are stored when they do not name a source themselves.
	 */
	private @Nullable String source;

	/**
	 * Where memories are kept. In auto mode at the URL or, when there is none and the
	 * application runs from the class directories of a project, in an embedded node.
	 */
	private MemoturnMode mode = MemoturnMode.AUTO;

	/**
	 * How long connecting may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * How long the node may be silent while an answer is awaited or read.
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
	 * Size of the largest answer that is read.
	 */
	private @Nullable DataSize maxResponseSize;

	private final Embedded embedded = new Embedded();

	private final Scope scope = new Scope();

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

	public @Nullable String getNamespace() {
		return this.namespace;
	}

	public void setNamespace(@Nullable String namespace) {
		this.namespace = namespace;
	}

	public @Nullable String getSource() {
		return this.source;
	}

	public void setSource(@Nullable String source) {
		this.source = source;
	}

	public MemoturnMode getMode() {
		return this.mode;
	}

	public void setMode(MemoturnMode mode) {
		this.mode = mode;
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

	public @Nullable DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(@Nullable DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public Embedded getEmbedded() {
		return this.embedded;
	}

	public Scope getScope() {
		return this.scope;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public ReadYourWrites getReadYourWrites() {
		return this.readYourWrites;
	}

	/**
	 * The node inside the application.
	 */
	public static class Embedded {

		/**
		 * Directory of the node's files, created when missing. A relative one is taken
		 * from the working directory. One node at a time can use it.
		 */
		// Not a Path or File: converting to those looks on the class path first, so that
		// "data" would become a directory of that name among the compiled resources.
		private String dataDirectory = "memoturn-data";

		/**
		 * Port of the node on the loopback interface. Any free one when 0.
		 */
		private int port = 0;

		public String getDataDirectory() {
			return this.dataDirectory;
		}

		public void setDataDirectory(String dataDirectory) {
			this.dataDirectory = dataDirectory;
		}

		public int getPort() {
			return this.port;
		}

		public void setPort(int port) {
			this.port = port;
		}

	}

	/**
	 * The profile of the current user.
	 */
	public static class Scope {

		/**
		 * How the name of a user becomes the name of a profile. Strict takes it as it is
		 * and refuses those that are no profile names, hashed takes the SHA-256 of every
		 * name. Changing it for stored memories separates users from them.
		 */
		private ProfileNameEncoding encoding = ProfileNameEncoding.STRICT;

		public ProfileNameEncoding getEncoding() {
			return this.encoding;
		}

		public void setEncoding(ProfileNameEncoding encoding) {
			this.encoding = encoding;
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
