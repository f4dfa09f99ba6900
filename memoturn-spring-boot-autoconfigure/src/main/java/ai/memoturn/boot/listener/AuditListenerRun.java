package ai.memoturn.boot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import ai.memoturn.boot.listener.position.UnreadablePositionException;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.error.UnconfiguredException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a container does between its start and its stop, on one thread.
 */
final class AuditListenerRun implements Runnable {

	private static final Log logger = LogFactory.getLog(AuditListenerRun.class);

	private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

	private static final Duration LONGEST_ADVICE = Duration.ofMinutes(1);

	private static final int REFUSALS = 3;

	private final AuditListenerContainer container;

	private final AuditListenerEndpoint endpoint;

	private final AuditListenerOptions options;

	private final AuditListenerCounts counts;

	private final ListenerTime time;

	private final ReentrantLock lock;

	private final Condition changed;

	private final AuditPoller poller;

	private final AuditDelivery delivery;

	private final AuditLeaseHolder lease;

	private @Nullable Thread thread;

	private volatile boolean stopping;

	private volatile long stopRequested;

	private volatile AuditListenerStatus.State state = AuditListenerStatus.State.RUNNING;

	// Guarded by the lock: whether an interrupt disturbs nothing but a request.
	private boolean polling;

	private boolean opened;

	private int failures;

	private int refusals;

	private Duration idleWait;

	private long lastEvent;

	private long lastIdle;

	AuditListenerRun(AuditListenerContainer container, AuditListenerEndpoint endpoint, AuditListenerOptions options,
			AuditListenerCounts counts, ListenerTime time, ReentrantLock lock, Condition changed, AuditPoller poller) {
		this.container = container;
		this.endpoint = endpoint;
		this.options = options;
		this.counts = counts;
		this.time = time;
		this.lock = lock;
		this.changed = changed;
		this.poller = poller;
		this.idleWait = options.pollInterval();
		this.lease = new AuditLeaseHolder(endpoint.id(), options.leases(), time);
		this.delivery = new AuditDelivery(endpoint, options, counts, poller, this);
	}

	void start(Thread thread) {
		this.thread = thread;
		thread.start();
	}

	boolean isAlive() {
		Thread thread = this.thread;
		return thread != null && thread.isAlive();
	}

	boolean isStopping() {
		return this.stopping;
	}

	AuditListenerStatus.State state() {
		return this.state;
	}

	void requestStop() {
		this.lock.lock();
		try {
			if (!this.stopping) {
				this.stopRequested = System.nanoTime();
				this.stopping = true;
			}
			this.changed.signalAll();
			if (this.polling && this.thread != null) {
				this.thread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait for the end, from when it was asked for, without and then with an interrupt.
	 */
	boolean awaitEnd(Duration patience, Duration afterwards) {
		Thread thread = this.thread;
		if (thread == null || thread == Thread.currentThread()) {
			return true;
		}
		try {
			if (!join(thread, patience.minusNanos(System.nanoTime() - this.stopRequested))) {
				thread.interrupt();
				return join(thread, afterwards);
			}
			return true;
		}
		catch (InterruptedException ex) {
			thread.interrupt();
			Thread.currentThread().interrupt();
			return !thread.isAlive();
		}
	}

	// A join without a limit is what 0 would mean.
	private static boolean join(Thread thread, Duration limit) throws InterruptedException {
		thread.join(Math.max(1, limit.toMillis()));
		return !thread.isAlive();
	}

	@Override
	public void run() {
		this.lastEvent = this.time.nanos();
		this.lastIdle = this.lastEvent;
		AuditStopReason reason = AuditStopReason.REQUESTED;
		String problem = null;
		try {
			this.container.publish(new AuditListenerEvent.Started(this.container));
			while (!this.stopping) {
				if (!awaitResumed() || !awaitLease()) {
					continue;
				}
				step();
			}
		}
		catch (Refused ex) {
			reason = ex.reason;
			problem = ex.getMessage();
			logger.error("Audit listener '" + this.endpoint.id() + "' stopped: " + problem, ex.getCause());
		}
		catch (RuntimeException | Error ex) {
			// Whatever it is, the thread ends, and who watches the application must know.
			reason = AuditStopReason.ERROR;
			problem = ex.getClass().getName();
			logger.error("Audit listener '" + this.endpoint.id() + "' stopped", ex);
		}
		catch (InterruptedException ex) {
			if (!this.stopping) {
				reason = AuditStopReason.ERROR;
				problem = ex.getClass().getSimpleName();
				logger.error("Audit listener '" + this.endpoint.id() + "' stopped: somebody interrupted it", ex);
			}
		}
		finally {
			this.counts.stopped(reason, problem);
			this.lease.release();
			this.container.publish(new AuditListenerEvent.Stopped(this.container, reason));
		}
	}

	private void step() throws InterruptedException {
		if (await(this.options.budget().take(this.time.nanos()))) {
			return;
		}
		List<AuditEvent> events;
		try {
			events = read();
		}
		catch (UnreadablePositionException ex) {
			throw new Refused(AuditStopReason.POSITION_UNREADABLE, String.valueOf(ex.getMessage()), ex);
		}
		catch (RuntimeException ex) {
			if (!this.stopping) {
				backOff(ex);
			}
			return;
		}
		this.failures = 0;
		this.refusals = 0;
		this.counts.problem(null);
		report(events);
		if (!this.delivery.deliver(events) || (this.poller.isWorthSaving() && !save())) {
			return;
		}
		this.counts.waiting(null);
		if (this.poller.isAtEnd()) {
			watchRecording();
			this.idleWait = events.isEmpty() ? min(this.idleWait.multipliedBy(2), this.options.idleInterval())
					: this.options.pollInterval();
			await(this.idleWait);
		}
	}

	private List<AuditEvent> read() {
		return interruptibly(() -> {
			if (!this.opened) {
				this.poller.open();
				this.opened = true;
			}
			return this.poller.next();
		});
	}

	// What only reads may be cut short to stop at once; a handler may not.
	private <T> T interruptibly(Supplier<T> work) {
		setPolling(true);
		try {
			return work.get();
		}
		finally {
			setPolling(false);
		}
	}

	private void setPolling(boolean polling) {
		this.lock.lock();
		try {
			this.polling = polling;
			if (this.stopping) {
				if (polling) {
					Thread.currentThread().interrupt();
				}
				else {
					boolean interrupted = Thread.interrupted();
					logger.trace("Stopping, interrupted: " + interrupted);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void backOff(RuntimeException failure) throws InterruptedException {
		String problem = describe(failure);
		this.counts.problem(problem);
		if (failure instanceof UnauthorizedException || failure instanceof ForbiddenException) {
			if (++this.refusals >= REFUSALS) {
				throw new Refused(AuditStopReason.UNAUTHORIZED, problem, failure);
			}
		}
		else if (this.opened && (failure instanceof InvalidRequestException || failure instanceof NotFoundException
				|| failure instanceof ConflictException || failure instanceof UnconfiguredException)) {
			throw new Refused(AuditStopReason.REFUSED, problem, failure);
		}
		Duration wait = nextBackOff();
		if (failure instanceof MemoturnException ex) {
			Duration advice = min(ex.retryAfter().orElse(Duration.ZERO), LONGEST_ADVICE);
			wait = (advice.compareTo(wait) > 0) ? advice : wait;
		}
		logger.warn("Audit listener '" + this.endpoint.id() + "' cannot read, and asks again in " + wait + ": "
				+ failure.getMessage());
		await(wait);
	}

	private Duration nextBackOff() {
		int doublings = Math.min(this.failures++, 10);
		return min(FIRST_BACK_OFF.multipliedBy(1L << doublings), LONGEST_BACK_OFF);
	}

	static String describe(Throwable failure) {
		return (failure instanceof MemoturnException ex) ? ex.code() : failure.getClass().getSimpleName();
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void report(List<AuditEvent> events) {
		AuditGap gap = this.poller.takeGap();
		if (gap != null) {
			report(gap);
		}
		long now = this.time.nanos();
		if (!events.isEmpty()) {
			Instant oldest = events.stream().map(AuditEvent::time).min(Instant::compareTo).orElseThrow();
			this.counts.waiting(oldest);
			Duration lag = Duration.between(oldest, this.time.now());
			if (lag.compareTo(this.options.lagThreshold()) > 0) {
				this.container.publish(new AuditListenerEvent.Lag(this.container, lag));
			}
			this.lastEvent = now;
			this.lastIdle = now;
		}
		else if (now - this.lastIdle >= this.options.idleThreshold().toNanos()) {
			this.lastIdle = now;
			this.container.publish(new AuditListenerEvent.Idle(this.container, Duration.ofNanos(now - this.lastEvent)));
		}
	}

	private void report(AuditGap gap) {
		this.counts.gap(gap);
		logger.error("Audit listener '" + this.endpoint.id() + "' found a gap: events of namespace '"
				+ this.endpoint.namespace() + "' between " + gap.after() + " and " + gap.before() + " may have been "
				+ ((gap.reason() == AuditGap.Reason.VANISHED) ? "removed before they were read"
						: "lost, since the policy did not have them recorded all that time"));
		this.container.publish(new AuditListenerEvent.Gap(this.container, gap));
	}

	/** See whether there is anything to follow, now that the end is reached. */
	private void watchRecording() throws InterruptedException {
		AuditRecordingWatch watch = this.poller.watch();
		if (!watch.isDue() || await(this.options.budget().take(this.time.nanos()))) {
			return;
		}
		Long before = watch.revision();
		@Nullable AuditGap gap;
		try {
			gap = interruptibly(() -> Optional.ofNullable(watch.check())).orElse(null);
		}
		catch (RuntimeException ex) {
			if (!this.stopping) {
				logger.warn("Audit listener '" + this.endpoint.id() + "' cannot see whether the stream is recorded, "
						+ "and asks again later: " + ex.getMessage());
			}
			return;
		}
		if (this.counts.recorded(watch.recorded())) {
			logger.warn("Audit listener '" + this.endpoint.id()
					+ "' gets nothing that happens from now on, because the " + "policy of namespace '"
					+ this.endpoint.namespace() + "' does not have its audit stream recorded");
		}
		if (gap != null) {
			report(gap);
		}
		if (!Objects.equals(before, watch.revision())) {
			save();
		}
	}

	/**
	 * Store the position, again and again if need be: what was handled is not delivered
	 * again for want of a store.
	 * @return {@code false} if the page must be left: another instance has moved the
	 * position, or the container stops
	 */
	boolean save() throws InterruptedException {
		int failed = 0;
		while (true) {
			try {
				if (this.poller.save()) {
					return true;
				}
				logger.warn("Another instance moved the position of audit listener '" + this.endpoint.id()
						+ "', which goes on from there");
				this.opened = false;
				return false;
			}
			catch (UnreadablePositionException ex) {
				throw new Refused(AuditStopReason.POSITION_UNREADABLE, String.valueOf(ex.getMessage()), ex);
			}
			catch (RuntimeException ex) {
				Duration wait = min(FIRST_BACK_OFF.multipliedBy(1L << Math.min(failed++, 10)), LONGEST_BACK_OFF);
				this.counts.problem(describe(ex));
				logger.warn("Audit listener '" + this.endpoint.id() + "' cannot store its position, and tries again in "
						+ wait + ": " + ex.getMessage());
				if (await(wait)) {
					return false;
				}
			}
		}
	}

	/**
	 * Wait.
	 * @return whether the container stops
	 */
	boolean await(Duration wait) throws InterruptedException {
		this.lock.lock();
		try {
			long end = this.time.nanos() + wait.toNanos();
			for (long left = wait.toNanos(); left > 0 && !this.stopping; left = end - this.time.nanos()) {
				this.time.await(this.changed, left);
			}
			return this.stopping;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait while the container is asked to pause.
	 * @return {@code false} if the container stops
	 */
	boolean awaitResumed() throws InterruptedException {
		while (this.container.isPauseRequested() && !this.stopping) {
			this.state = AuditListenerStatus.State.PAUSED;
			this.lock.lock();
			try {
				if (this.container.isPauseRequested() && !this.stopping) {
					this.time.await(this.changed, AuditLeaseHolder.CHECK.toNanos());
				}
			}
			finally {
				this.lock.unlock();
			}
			if (!keepLease()) {
				break;
			}
		}
		if (this.state == AuditListenerStatus.State.PAUSED) {
			this.state = AuditListenerStatus.State.RUNNING;
		}
		return !this.stopping;
	}

	private boolean awaitLease() throws InterruptedException {
		if (keepLease()) {
			return true;
		}
		boolean held = this.lease.acquire();
		// Another instance may have handled what this one had read.
		this.opened = false;
		this.state = held ? AuditListenerStatus.State.RUNNING : AuditListenerStatus.State.STANDBY;
		if (!held) {
			await(this.options.idleInterval());
		}
		return held;
	}

	/**
	 * Renew the lease, if there are leases and it is time.
	 * @return {@code false} if there is none to renew, or it is lost
	 */
	boolean keepLease() {
		return this.lease.keep();
	}

	/** Ends a run for a reason of its own. */
	static final class Refused extends RuntimeException {

		private final AuditStopReason reason;

		Refused(AuditStopReason reason, String problem, Throwable cause) {
			super(problem, cause);
			this.reason = reason;
		}

	}

}
