package ai.memoturn.boot.listener;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import ai.memoturn.boot.listener.position.AuditPositionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Hands the events of a stream to a handler, at least once and in the order of the
 * stream, on a thread of its own that keeps the application alive. Where it is in the
 * stream is stored after the handler returned, so that a crash repeats events and loses
 * none.
 * <p>
 * Usable as a bean, or by hand with {@link #start()} and {@link #stop()}. Thread-safe.
 */
public final class AuditListenerContainer implements SmartLifecycle {

	/** Stops before a web server, and before whatever handlers may use. */
	public static final int PHASE = Integer.MAX_VALUE - 512;

	private static final Log logger = LogFactory.getLog(AuditListenerContainer.class);

	// How long an interrupted thread may take to end.
	private static final Duration LAST_WAIT = Duration.ofSeconds(2);

	private final AuditListenerEndpoint endpoint;

	private final AuditFeed feed;

	private final AuditPositionStore store;

	private final AuditListenerOptions options;

	private final @Nullable ApplicationEventPublisher publisher;

	private final ListenerTime time;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final AuditListenerCounts counts = new AuditListenerCounts();

	private @Nullable AuditListenerRun run;

	private volatile boolean pauseRequested;

	/**
	 * Create a container.
	 * @param endpoint which events go to which handler
	 * @param feed where they are read: {@code AuditFeed.of(client, namespace)}
	 * @param store where the position is kept
	 * @param options how
	 * @param publisher takes {@link AuditListenerEvent events}; {@code null} for nobody
	 */
	public AuditListenerContainer(AuditListenerEndpoint endpoint, AuditFeed feed, AuditPositionStore store,
			AuditListenerOptions options, @Nullable ApplicationEventPublisher publisher) {
		this(endpoint, feed, store, options, publisher, ListenerTime.SYSTEM);
	}

	AuditListenerContainer(AuditListenerEndpoint endpoint, AuditFeed feed, AuditPositionStore store,
			AuditListenerOptions options, @Nullable ApplicationEventPublisher publisher, ListenerTime time) {
		this.endpoint = Objects.requireNonNull(endpoint, "endpoint must not be null");
		this.feed = Objects.requireNonNull(feed, "feed must not be null");
		this.store = Objects.requireNonNull(store, "store must not be null");
		this.options = Objects.requireNonNull(options, "options must not be null");
		this.publisher = publisher;
		this.time = time;
	}

	/**
	 * Return what names the listener and its position.
	 * @return the id
	 */
	public String id() {
		return this.endpoint.id();
	}

	/**
	 * Return what the container does at this moment.
	 * @return the status
	 */
	public AuditListenerStatus status() {
		AuditListenerRun run = current();
		AuditListenerStatus.State state = (run == null || !run.isAlive()) ? AuditListenerStatus.State.STOPPED
				: run.state();
		return this.counts.status(this.endpoint, state, this.pauseRequested, this.time.now());
	}

	/**
	 * Begin to follow the stream. Has no effect while the container runs.
	 * @throws IllegalStateException if a delivery is still running that did not end when
	 * the container was stopped
	 */
	@Override
	public void start() {
		this.lock.lock();
		try {
			AuditListenerRun run = this.run;
			if (run != null && run.isAlive()) {
				if (!run.isStopping()) {
					return;
				}
				throw new IllegalStateException("The audit listener '" + id()
						+ "' cannot start: a delivery from before it was stopped is still running");
			}
			this.counts.started();
			AuditListenerRun next = new AuditListenerRun(this, this.endpoint, this.options, this.counts, this.time,
					this.lock, this.changed,
					new AuditPoller(this.endpoint, this.feed, this.store, this.options, this.time));
			next.start(thread(next));
			this.run = next;
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Audit listener '" + id() + "' follows namespace '" + this.endpoint.namespace()
				+ "'; its position is kept in " + this.store.describe()
				+ (this.store.isDurable() ? "" : " and lost when the application ends"));
	}

	private Thread thread(Runnable work) {
		String name = "memoturn-audit-" + id();
		if (this.options.virtualThread()) {
			Thread thread = new VirtualThreadTaskExecutor().getVirtualThreadFactory().newThread(work);
			thread.setName(name);
			return thread;
		}
		Thread thread = new Thread(work, name);
		thread.setDaemon(false);
		return thread;
	}

	/**
	 * Stop, after the delivery that is running. Waits for it as long as the options say,
	 * then interrupts it and waits 2 seconds more. No delivery begins afterwards. Called
	 * by a handler, it does not wait.
	 */
	@Override
	public void stop() {
		AuditListenerRun run = requestStop();
		if (run != null) {
			awaitStopped(run);
		}
	}

	@Override
	public void stop(Runnable callback) {
		try {
			stop();
		}
		finally {
			callback.run();
		}
	}

	/** Let no further delivery begin, and return what {@link #awaitStopped} waits for. */
	@Nullable AuditListenerRun requestStop() {
		AuditListenerRun run = current();
		if (run != null) {
			run.requestStop();
		}
		return run;
	}

	void awaitStopped(AuditListenerRun run) {
		if (!run.awaitEnd(this.options.shutdownTimeout(), LAST_WAIT)) {
			logger.warn("The delivery that audit listener '" + id() + "' is running did not end within "
					+ this.options.shutdownTimeout() + " nor when it was interrupted; its events are delivered again "
					+ "after the next start");
		}
	}

	/**
	 * Return whether the container follows the stream, or was asked to pause.
	 * @return {@code true} from {@link #start()} until the container has stopped
	 */
	@Override
	public boolean isRunning() {
		AuditListenerRun run = current();
		return run != null && run.isAlive();
	}

	private @Nullable AuditListenerRun current() {
		this.lock.lock();
		try {
			return this.run;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ask the container to pause, before the next event. It holds its lease and its
	 * place.
	 */
	public void pause() {
		this.pauseRequested = true;
	}

	/**
	 * Take back that the container pauses.
	 */
	public void resume() {
		this.lock.lock();
		try {
			this.pauseRequested = false;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the container was asked to pause.
	 * @return {@code true} from {@link #pause()} until {@link #resume()}
	 */
	public boolean isPauseRequested() {
		return this.pauseRequested;
	}

	/**
	 * Return whether the container pauses.
	 * @return {@code true} if no delivery is running and none begins
	 */
	public boolean isPaused() {
		return status().state() == AuditListenerStatus.State.PAUSED;
	}

	@Override
	public boolean isAutoStartup() {
		return this.options.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	void publish(AuditListenerEvent event) {
		if (this.publisher == null) {
			return;
		}
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of " + event + " failed", ex);
		}
	}

	@Override
	public String toString() {
		return "AuditListenerContainer[" + id() + "]";
	}

}
