package ai.memoturn.boot.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import ai.memoturn.boot.listener.lease.AuditLeases;
import ai.memoturn.client.audit.AuditEvent;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * How a container reads a stream and hands it over. Immutable.
 */
public final class AuditListenerOptions {

	private final int batch;

	private final Acknowledge acknowledge;

	private final Duration pollInterval;

	private final Duration idleInterval;

	private final Duration overlap;

	private final Duration shutdownTimeout;

	private final Duration lagThreshold;

	private final Duration idleThreshold;

	private final Duration policyInterval;

	private final boolean autoStartup;

	private final AuditErrorHandler errorHandler;

	private final @Nullable AuditLeases leases;

	private final AuditPollBudget budget;

	private final ObservationRegistry observationRegistry;

	private final DeliveryScope deliveryScope;

	private final boolean virtualThread;

	private AuditListenerOptions(Builder builder) {
		this.batch = builder.batch;
		this.acknowledge = builder.acknowledge;
		this.pollInterval = builder.pollInterval;
		this.idleInterval = (builder.idleInterval.compareTo(builder.pollInterval) > 0) ? builder.idleInterval
				: builder.pollInterval;
		this.overlap = builder.overlap;
		this.shutdownTimeout = builder.shutdownTimeout;
		this.lagThreshold = builder.lagThreshold;
		this.idleThreshold = builder.idleThreshold;
		this.policyInterval = builder.policyInterval;
		this.autoStartup = builder.autoStartup;
		this.errorHandler = builder.errorHandler;
		this.leases = builder.leases;
		this.budget = builder.budget;
		this.observationRegistry = builder.observationRegistry;
		this.deliveryScope = builder.deliveryScope;
		this.virtualThread = builder.virtualThread;
	}

	/**
	 * Return the options that hold unless something else is said.
	 * @return the options
	 */
	public static AuditListenerOptions defaults() {
		return of((options) -> {
		});
	}

	/**
	 * Build options.
	 * @param options fills in what differs from the defaults
	 * @return the options
	 */
	public static AuditListenerOptions of(Consumer<Builder> options) {
		Builder builder = new Builder();
		options.accept(builder);
		return new AuditListenerOptions(builder);
	}

	/**
	 * Return options that differ from these.
	 * @param options fills in what differs
	 * @return the options
	 */
	public AuditListenerOptions with(Consumer<Builder> options) {
		Builder builder = new Builder(this);
		options.accept(builder);
		return new AuditListenerOptions(builder);
	}

	int batch() {
		return this.batch;
	}

	Acknowledge acknowledge() {
		return this.acknowledge;
	}

	Duration pollInterval() {
		return this.pollInterval;
	}

	Duration idleInterval() {
		return this.idleInterval;
	}

	Duration overlap() {
		return this.overlap;
	}

	Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	Duration lagThreshold() {
		return this.lagThreshold;
	}

	Duration idleThreshold() {
		return this.idleThreshold;
	}

	Duration policyInterval() {
		return this.policyInterval;
	}

	boolean autoStartup() {
		return this.autoStartup;
	}

	AuditErrorHandler errorHandler() {
		return this.errorHandler;
	}

	@Nullable AuditLeases leases() {
		return this.leases;
	}

	AuditPollBudget budget() {
		return this.budget;
	}

	boolean virtualThread() {
		return this.virtualThread;
	}

	ObservationRegistry observationRegistry() {
		return this.observationRegistry;
	}

	DeliveryScope deliveryScope() {
		return this.deliveryScope;
	}

	/**
	 * When the position is stored.
	 */
	public enum Acknowledge {

		/** After each event, so that a crash repeats one at most. */
		EVENT,

		/** After what a page brought, so that a crash repeats that at most. */
		BATCH

	}

	/**
	 * What is in force while events are handled, for example whose memories are meant.
	 */
	@FunctionalInterface
	public interface DeliveryScope {

		/**
		 * Open the scope, on the thread of the container.
		 * @param events what will be handled
		 * @return closes the scope, on the same thread
		 */
		Opened open(List<AuditEvent> events);

		/**
		 * Closes a scope.
		 */
		@FunctionalInterface
		interface Opened extends AutoCloseable {

			@Override
			void close();

		}

	}

	/**
	 * Collects options.
	 */
	public static final class Builder {

		private int batch = 100;

		private Acknowledge acknowledge = Acknowledge.BATCH;

		private Duration pollInterval = Duration.ofSeconds(1);

		private Duration idleInterval = Duration.ofSeconds(10);

		private Duration overlap = Duration.ofSeconds(10);

		private Duration shutdownTimeout = Duration.ofSeconds(20);

		private Duration lagThreshold = Duration.ofMinutes(1);

		private Duration idleThreshold = Duration.ofMinutes(5);

		private Duration policyInterval = Duration.ofMinutes(1);

		private boolean autoStartup = true;

		private AuditErrorHandler errorHandler = new DefaultAuditErrorHandler(AuditRecoverer.logging());

		private @Nullable AuditLeases leases;

		private AuditPollBudget budget = AuditPollBudget.perSecond(4);

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private boolean virtualThread;

		private DeliveryScope deliveryScope = (events) -> () -> {
		};

		private Builder() {
		}

		private Builder(AuditListenerOptions options) {
			this.batch = options.batch;
			this.acknowledge = options.acknowledge;
			this.pollInterval = options.pollInterval;
			this.idleInterval = options.idleInterval;
			this.overlap = options.overlap;
			this.shutdownTimeout = options.shutdownTimeout;
			this.lagThreshold = options.lagThreshold;
			this.idleThreshold = options.idleThreshold;
			this.policyInterval = options.policyInterval;
			this.autoStartup = options.autoStartup;
			this.errorHandler = options.errorHandler;
			this.leases = options.leases;
			this.budget = options.budget;
			this.observationRegistry = options.observationRegistry;
			this.virtualThread = options.virtualThread;
			this.deliveryScope = options.deliveryScope;
		}

		/**
		 * Ask for this many events at once: 100 unless called.
		 * @param batch 1 to 1000
		 * @return this builder
		 */
		public Builder batch(int batch) {
			if (batch < 1 || batch > 1000) {
				throw new IllegalArgumentException("batch must be between 1 and 1000, but is " + batch);
			}
			this.batch = batch;
			return this;
		}

		/**
		 * Say when the position is stored: {@link Acknowledge#BATCH} unless called.
		 * @param acknowledge when
		 * @return this builder
		 */
		public Builder acknowledge(Acknowledge acknowledge) {
			this.acknowledge = Objects.requireNonNull(acknowledge, "acknowledge must not be null");
			return this;
		}

		/**
		 * Wait this long at the end of the stream when something came: 1 second unless
		 * called. Servers write events out every 2 seconds by default.
		 * @param pollInterval at least 100 ms
		 * @return this builder
		 */
		public Builder pollInterval(Duration pollInterval) {
			this.pollInterval = atLeast("pollInterval", pollInterval, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Wait no longer than this while nothing comes, which doubles the wait from the
		 * poll interval on: 10 seconds unless called. A shorter one than the poll
		 * interval counts as that.
		 * @param idleInterval at least 100 ms
		 * @return this builder
		 */
		public Builder idleInterval(Duration idleInterval) {
			this.idleInterval = atLeast("idleInterval", idleInterval, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Read this much again on each pass, to find what was written out late: 10
		 * seconds unless called. Must exceed the longest time from when an event is made
		 * until it can be read, plus twice what clocks of nodes and listener differ.
		 * @param overlap not negative
		 * @return this builder
		 */
		public Builder overlap(Duration overlap) {
			this.overlap = atLeast("overlap", overlap, Duration.ZERO);
			return this;
		}

		/**
		 * Let a delivery that is running when the container stops take this long before
		 * its thread is interrupted: 20 seconds unless called.
		 * @param shutdownTimeout not negative; below the time that the application allows
		 * for a phase of its shutdown, 30 seconds by default
		 * @return this builder
		 */
		public Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = atLeast("shutdownTimeout", shutdownTimeout, Duration.ZERO);
			return this;
		}

		/**
		 * Publish a lag event when what comes is older than this: 1 minute unless called.
		 * @param lagThreshold not negative
		 * @return this builder
		 */
		public Builder lagThreshold(Duration lagThreshold) {
			this.lagThreshold = atLeast("lagThreshold", lagThreshold, Duration.ZERO);
			return this;
		}

		/**
		 * Publish an idle event each time nothing has come for this long: 5 minutes
		 * unless called.
		 * @param idleThreshold at least 100 ms
		 * @return this builder
		 */
		public Builder idleThreshold(Duration idleThreshold) {
			this.idleThreshold = atLeast("idleThreshold", idleThreshold, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Ask this often whether the policy has the stream recorded: every minute unless
		 * called. A time without recording is found however short it was.
		 * @param policyInterval at least 100 ms
		 * @return this builder
		 */
		public Builder policyInterval(Duration policyInterval) {
			this.policyInterval = atLeast("policyInterval", policyInterval, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Say whether the container starts with the application: it does unless called.
		 * @param autoStartup whether it does
		 * @return this builder
		 */
		public Builder autoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Say what becomes of events that could not be handled: three deliveries and a
		 * line in the log unless called.
		 * @param errorHandler decides
		 * @return this builder
		 */
		public Builder errorHandler(AuditErrorHandler errorHandler) {
			this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler must not be null");
			return this;
		}

		/**
		 * Let one of several instances run the listener.
		 * @param leases who does; {@code null} for every instance, each event then being
		 * handled by one or more of them
		 * @return this builder
		 */
		public Builder leases(@Nullable AuditLeases leases) {
			this.leases = leases;
			return this;
		}

		/**
		 * Share a number of requests with other containers: 4 a second unless called, for
		 * all containers whose options were derived from the same ones.
		 * @param budget the requests
		 * @return this builder
		 */
		public Builder budget(AuditPollBudget budget) {
			this.budget = Objects.requireNonNull(budget, "budget must not be null");
			return this;
		}

		/**
		 * Set whether the container runs on a virtual thread, on a platform thread by
		 * default. A virtual one does not keep the process from ending. Needs a JDK that
		 * has them (21); a container on an older one fails to start.
		 * @param virtualThread whether it does
		 * @return this builder
		 */
		public Builder virtualThread(boolean virtualThread) {
			this.virtualThread = virtualThread;
			return this;
		}

		/**
		 * Observe each delivery.
		 * @param observationRegistry takes the observations
		 * @return this builder
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = Objects.requireNonNull(observationRegistry,
					"observationRegistry must not be null");
			return this;
		}

		/**
		 * Open something around each delivery.
		 * @param deliveryScope opens it
		 * @return this builder
		 */
		public Builder deliveryScope(DeliveryScope deliveryScope) {
			this.deliveryScope = Objects.requireNonNull(deliveryScope, "deliveryScope must not be null");
			return this;
		}

		private static Duration atLeast(String name, Duration value, Duration least) {
			if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(365)) > 0) {
				throw new IllegalArgumentException(name + " must be between " + least + " and a year, but is " + value);
			}
			return value;
		}

	}

}
