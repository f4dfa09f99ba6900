package ai.memoturn.boot.erasure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.erasure.Erasure;
import ai.memoturn.client.error.MemoturnException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks from time to time at erasures that were asked for, until they are completed, and
 * publishes an {@link ErasureEvent} when one is blocked or completed. No node tells that
 * by itself, embedded or not.
 * <p>
 * What is asked for through the injected profiles is watched without further ado, in
 * memory: after a restart, and for what is asked for by other means, {@link #watch} has
 * to be called. At most 1,000 erasures are watched; beyond that the one that was added
 * first is left alone. Within its grace time an erasure is looked at once. Thread-safe.
 */
public final class ErasureWatch implements DisposableBean {

	static final int MAX_WATCHED = 1000;

	private static final Log logger = LogFactory.getLog(ErasureWatch.class);

	private final MemoturnClient client;

	private final ApplicationEventPublisher events;

	private final Duration interval;

	private final InstantSource clock;

	private final Object monitor = new Object();

	private final Map<String, Watched> watched = new LinkedHashMap<>();

	private @Nullable ScheduledExecutorService executor;

	private boolean closed;

	/**
	 * Create a watch, which does nothing as long as there is nothing to watch.
	 * @param client asks the node
	 * @param events where events are published
	 * @param interval how long to wait after each look
	 * @param clock tells whether a grace time is over
	 */
	public ErasureWatch(MemoturnClient client, ApplicationEventPublisher events, Duration interval,
			InstantSource clock) {
		this.client = client;
		this.events = events;
		this.interval = interval;
		this.clock = clock;
	}

	/**
	 * Watch an erasure until it is completed. Nothing is sent on this thread.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param erasureId the id of the erasure's coupon
	 */
	public void watch(String namespace, String profile, String erasureId) {
		synchronized (this.monitor) {
			if (this.closed || this.watched.containsKey(erasureId)) {
				return;
			}
			if (this.watched.size() == MAX_WATCHED) {
				String first = this.watched.keySet().iterator().next();
				this.watched.remove(first);
				logger.warn("Memoturn: more than " + MAX_WATCHED + " erasures are open; " + first
						+ " is not watched any more");
			}
			this.watched.put(erasureId, new Watched(namespace, profile, erasureId, null));
			if (this.executor == null) {
				this.executor = start();
			}
		}
	}

	private ScheduledExecutorService start() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("memoturn-erasures-");
		threads.setDaemon(true);
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(threads);
		long nanos = this.interval.toNanos();
		executor.scheduleWithFixedDelay(this::lookSafely, nanos, nanos, TimeUnit.NANOSECONDS);
		return executor;
	}

	/**
	 * Return what is watched, as it was found last.
	 * @return the coupons, in the order in which they were added; of those that were
	 * never looked at none
	 */
	public List<Erasure> found() {
		return snapshot().stream().flatMap((each) -> Stream.ofNullable(each.found())).toList();
	}

	/**
	 * Return how many erasures are watched.
	 * @return the number
	 */
	public int size() {
		return snapshot().size();
	}

	private void lookSafely() {
		try {
			look();
		}
		catch (RuntimeException ex) {
			// Otherwise there would be no next time.
			logger.warn("Memoturn: erasures could not be looked at; that is tried again", ex);
		}
	}

	/**
	 * Look at everything that is watched now, as is done from time to time anyway. Ends
	 * early when the node fails to answer; the rest is looked at the next time.
	 */
	public void look() {
		for (Watched each : snapshot()) {
			if (!each.isInGrace(this.clock)) {
				try {
					look(each);
				}
				catch (MemoturnException ex) {
					logger.debug("Memoturn: erasures could not be looked at; that is tried again", ex);
					return;
				}
			}
		}
	}

	private void look(Watched before) {
		Erasure erasure = this.client.memory(before.namespace(), before.profile()).erasure(before.id()).orElse(null);
		if (erasure == null) {
			logger.warn("Memoturn: the node does not know of the erasure " + before.id() + " any more");
			remove(before);
			return;
		}
		Watched now = new Watched(before.namespace(), before.profile(), before.id(), erasure);
		if (erasure.isCompleted()) {
			remove(before);
			this.events.publishEvent(new ErasureEvent.Completed(this, now.namespace(), now.profile(), erasure));
			return;
		}
		synchronized (this.monitor) {
			this.watched.replace(before.id(), before, now);
		}
		if (erasure.isBlocked() && !now.isBlockedLike(before)) {
			logger.warn("Memoturn: the erasure " + erasure.id() + " of " + now.namespace() + "/" + now.profile()
					+ " is blocked: " + ErasureText.blockers(erasure));
			this.events.publishEvent(new ErasureEvent.Blocked(this, now.namespace(), now.profile(), erasure));
		}
	}

	private void remove(Watched each) {
		synchronized (this.monitor) {
			this.watched.remove(each.id());
		}
	}

	private List<Watched> snapshot() {
		synchronized (this.monitor) {
			return new ArrayList<>(this.watched.values());
		}
	}

	/**
	 * Stop looking; a look that is going on is interrupted.
	 */
	@Override
	public void destroy() {
		synchronized (this.monitor) {
			this.closed = true;
			if (this.executor != null) {
				this.executor.shutdownNow();
			}
		}
	}

	/**
	 * One erasure.
	 *
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param id the coupon's id
	 * @param found the coupon as it was found last
	 */
	private record Watched(String namespace, String profile, String id, @Nullable Erasure found) {

		boolean isInGrace(InstantSource clock) {
			return this.found != null && clock.instant().isBefore(this.found.graceUntil());
		}

		boolean isBlockedLike(Watched before) {
			return this.found != null && before.found != null && before.found.isBlocked()
					&& Objects.equals(this.found.blockedBy(), before.found.blockedBy());
		}

	}

}
