package ai.memoturn.boot.autoconfigure;

import java.time.Duration;

import ai.memoturn.boot.listener.AuditListenerOptions.Acknowledge;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for listeners of the audit stream.
 */
@ConfigurationProperties("memoturn.listener")
public class MemoturnListenerProperties {

	/**
	 * Whether listeners start with the application.
	 */
	private boolean autoStartup = true;

	/**
	 * Number of events to ask for at once, 1 to 1000.
	 */
	private int batch = 100;

	/**
	 * When the position is stored.
	 */
	private Acknowledge acknowledge = Acknowledge.BATCH;

	/**
	 * Time to wait at the end of the stream when something came.
	 */
	private Duration pollInterval = Duration.ofSeconds(1);

	/**
	 * Longest time to wait while nothing comes.
	 */
	private Duration idleInterval = Duration.ofSeconds(10);

	/**
	 * How much is read again on each pass, to find what was written out late.
	 */
	private Duration overlap = Duration.ofSeconds(10);

	/**
	 * How often to ask whether the policy has the stream recorded.
	 */
	private Duration policyInterval = Duration.ofMinutes(1);

	/**
	 * Age of what comes beyond which an event tells of it.
	 */
	private Duration lagThreshold = Duration.ofMinutes(1);

	/**
	 * Time without anything to read after which an event tells of it.
	 */
	private Duration idleThreshold = Duration.ofMinutes(5);

	/**
	 * How long a Mono that a method returns may take.
	 */
	private Duration monoTimeout = Duration.ofMinutes(10);

	/**
	 * How many instances of the application run at a time. With many, the application
	 * must say with leases which of them runs a listener.
	 */
	private Instances instances = Instances.ONE;

	/**
	 * Time that a running delivery gets when the application stops.
	 */
	private Duration shutdownTimeout = Duration.ofSeconds(20);

	/**
	 * Requests a second of all listeners together, out of those that the node allows for
	 * tokens, policies and databases.
	 */
	private double maxRequestsPerSecond = 4;

	private final Retry retry = new Retry();

	private final Positions positions = new Positions();

	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	public int getBatch() {
		return this.batch;
	}

	public void setBatch(int batch) {
		this.batch = batch;
	}

	public Acknowledge getAcknowledge() {
		return this.acknowledge;
	}

	public void setAcknowledge(Acknowledge acknowledge) {
		this.acknowledge = acknowledge;
	}

	public Duration getPollInterval() {
		return this.pollInterval;
	}

	public void setPollInterval(Duration pollInterval) {
		this.pollInterval = pollInterval;
	}

	public Duration getIdleInterval() {
		return this.idleInterval;
	}

	public void setIdleInterval(Duration idleInterval) {
		this.idleInterval = idleInterval;
	}

	public Duration getOverlap() {
		return this.overlap;
	}

	public void setOverlap(Duration overlap) {
		this.overlap = overlap;
	}

	public Duration getPolicyInterval() {
		return this.policyInterval;
	}

	public void setPolicyInterval(Duration policyInterval) {
		this.policyInterval = policyInterval;
	}

	public Duration getLagThreshold() {
		return this.lagThreshold;
	}

	public void setLagThreshold(Duration lagThreshold) {
		this.lagThreshold = lagThreshold;
	}

	public Duration getIdleThreshold() {
		return this.idleThreshold;
	}

	public void setIdleThreshold(Duration idleThreshold) {
		this.idleThreshold = idleThreshold;
	}

	public Duration getMonoTimeout() {
		return this.monoTimeout;
	}

	public void setMonoTimeout(Duration monoTimeout) {
		this.monoTimeout = monoTimeout;
	}

	public Instances getInstances() {
		return this.instances;
	}

	public void setInstances(Instances instances) {
		this.instances = instances;
	}

	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	public double getMaxRequestsPerSecond() {
		return this.maxRequestsPerSecond;
	}

	public void setMaxRequestsPerSecond(double maxRequestsPerSecond) {
		this.maxRequestsPerSecond = maxRequestsPerSecond;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Positions getPositions() {
		return this.positions;
	}

	/**
	 * What becomes of events that could not be handled.
	 */
	public static class Retry {

		/**
		 * Number of deliveries before a recoverer gets an event.
		 */
		private int attempts = 3;

		/**
		 * Time before the second delivery, which doubles for each after it.
		 */
		private Duration firstWait = Duration.ofSeconds(1);

		/**
		 * Longest time before a delivery.
		 */
		private Duration longestWait = Duration.ofSeconds(10);

		public int getAttempts() {
			return this.attempts;
		}

		public void setAttempts(int attempts) {
			this.attempts = attempts;
		}

		public Duration getFirstWait() {
			return this.firstWait;
		}

		public void setFirstWait(Duration firstWait) {
			this.firstWait = firstWait;
		}

		public Duration getLongestWait() {
			return this.longestWait;
		}

		public void setLongestWait(Duration longestWait) {
			this.longestWait = longestWait;
		}

	}

	/**
	 * Where positions are kept.
	 */
	public static class Positions {

		/**
		 * Kind of store.
		 */
		private Store store = Store.MEMOTURN;

		/**
		 * Plain database of Memoturn that keeps positions in documents.
		 */
		private String database = "memoturn-listeners";

		/**
		 * Collection of that database.
		 */
		private String collection = "audit-positions";

		/**
		 * Directory for files with positions. Required for the store 'file'.
		 */
		private String directory = "";

		/**
		 * Whether to refuse a store that forgets positions when the application ends.
		 */
		private boolean requireDurable;

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public String getDatabase() {
			return this.database;
		}

		public void setDatabase(String database) {
			this.database = database;
		}

		public String getCollection() {
			return this.collection;
		}

		public void setCollection(String collection) {
			this.collection = collection;
		}

		public String getDirectory() {
			return this.directory;
		}

		public void setDirectory(String directory) {
			this.directory = directory;
		}

		public boolean isRequireDurable() {
			return this.requireDurable;
		}

		public void setRequireDurable(boolean requireDurable) {
			this.requireDurable = requireDurable;
		}

	}

	/**
	 * How many instances of the application run.
	 */
	public enum Instances {

		/** One, or several that each handle every event. */
		ONE,

		/** Several, one of which runs a listener. */
		MANY

	}

	/**
	 * Kinds of stores.
	 */
	public enum Store {

		/** Documents of a plain database of Memoturn. */
		MEMOTURN,

		/** Files of a directory. */
		FILE,

		/** A table of the application's database. */
		JDBC,

		/** Nothing that outlasts the application. */
		MEMORY

	}

}
