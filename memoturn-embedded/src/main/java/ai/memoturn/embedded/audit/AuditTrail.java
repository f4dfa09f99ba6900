package ai.memoturn.embedded.audit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.policy.EffectivePolicy;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.store.AuditRow;
import ai.memoturn.embedded.store.GovernanceFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records audit events (protocol, security and governance, section 4). Recording never
 * waits and never fails: events queue up, and a thread of its own writes them out from
 * time to time. Safe for use by many threads.
 */
public final class AuditTrail implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AuditTrail.class);

	/** Beyond it events are dropped. */
	static final int MOST_QUEUED = 8192;

	/** So many of one namespace are not kept waiting. */
	static final int FULL_BATCH = 512;

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

	private final GovernanceFile file;

	private final Policies policies;

	private final String node;

	private final Duration flushInterval;

	private final InstantSource clock;

	private final Thread flusher = new Thread(this::flushUntilClosed, "memoturn-node-audit");

	private final Object lock = new Object();

	private final Deque<AuditRow> queue = new ArrayDeque<>();

	private final Map<String, Integer> queuedByNamespace = new HashMap<>();

	private int made;

	private long dropped;

	private boolean batchFull;

	private boolean closed;

	/**
	 * Begin to record.
	 * @param file where the streams are kept; must stay open for longer than this
	 * @param policies tell what is recorded
	 * @param node the node's name
	 * @param flushInterval how long events wait at most until they can be read
	 * @param clock tells when events are made
	 */
	public AuditTrail(GovernanceFile file, Policies policies, String node, Duration flushInterval,
			InstantSource clock) {
		this.file = file;
		this.policies = policies;
		this.node = node;
		this.flushInterval = flushInterval;
		this.clock = clock;
		this.flusher.setDaemon(true);
		this.flusher.start();
	}

	/**
	 * Return whether an event would be recorded.
	 * @param gate what must be switched on
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return whether it is
	 */
	public boolean isOn(AuditGate gate, String namespace, String profile) {
		EffectivePolicy policy = (gate == AuditGate.NAMESPACE) ? this.policies.effective(namespace)
				: this.policies.effective(namespace, profile);
		return policy.isOn(PolicyField.AUDIT_ENABLED)
				&& (gate != AuditGate.READS || policy.isOn(PolicyField.AUDIT_INCLUDE_READS));
	}

	/**
	 * Record an event if that is switched on.
	 * @param gate what must be switched on
	 * @param event the event
	 */
	public void record(AuditGate gate, AuditEvent event) {
		if (!isOn(gate, event.namespace(), Objects.requireNonNullElse(event.profile(), ""))) {
			return;
		}
		// Time and number are given out here, so that they tell the order of the stream.
		synchronized (this.lock) {
			if (this.closed || this.queue.size() >= MOST_QUEUED) {
				this.dropped++;
				return;
			}
			long time = this.clock.millis();
			this.queue.addLast(new AuditRow(event.namespace(), time, event.action(), event.profile(), event.outcome(),
					event.text(this.made++, time, this.node)));
			if (this.queuedByNamespace.merge(event.namespace(), 1, Integer::sum) == FULL_BATCH) {
				this.batchFull = true;
				this.lock.notifyAll();
			}
		}
	}

	/**
	 * Return how many events were not recorded because too many were waiting.
	 * @return the number since the start
	 */
	public long dropped() {
		synchronized (this.lock) {
			return this.dropped;
		}
	}

	private void flushUntilClosed() {
		long reported = 0;
		boolean last = false;
		while (!last) {
			last = awaitFlush();
			flush();
			long lost = dropped();
			if (lost > reported) {
				logger.warn("{} audit events were not recorded, because too many were waiting", lost - reported);
				reported = lost;
			}
		}
	}

	/** Return whether it is the last time. */
	private boolean awaitFlush() {
		synchronized (this.lock) {
			long end = System.nanoTime() + this.flushInterval.toNanos();
			long left = this.flushInterval.toNanos();
			while (!this.closed && !this.batchFull && left > 0) {
				try {
					TimeUnit.NANOSECONDS.timedWait(this.lock, left);
				}
				catch (InterruptedException ex) {
					// Nobody does that; what is queued is written before the thread ends.
					return true;
				}
				left = end - System.nanoTime();
			}
			this.batchFull = false;
			return this.closed;
		}
	}

	/** What cannot be written stays in the queue and is tried again. */
	private void flush() {
		List<AuditRow> batch;
		synchronized (this.lock) {
			batch = new ArrayList<>(this.queue);
		}
		if (batch.isEmpty()) {
			return;
		}
		try {
			this.file.append(batch);
		}
		catch (Fault ex) {
			logger.warn("Audit events could not be written; they are tried again", ex);
			return;
		}
		synchronized (this.lock) {
			for (int i = 0; i < batch.size(); i++) {
				this.queue.removeFirst();
			}
			this.queuedByNamespace.clear();
			this.queue.forEach((row) -> this.queuedByNamespace.merge(row.namespace(), 1, Integer::sum));
		}
	}

	/**
	 * Delete what namespaces do not want to keep any longer, by whole days of UTC. To be
	 * called from time to time.
	 */
	public void prune() {
		long now = this.clock.millis();
		for (String namespace : this.policies.namespaces()) {
			Long seconds = this.policies.effective(namespace).value(PolicyField.AUDIT_RETENTION);
			if (seconds != null && seconds < now / 1000) {
				long oldest = now - seconds * 1000;
				this.file.prune(namespace, oldest - Math.floorMod(oldest, DAY_MILLIS));
			}
		}
	}

	/**
	 * Record nothing more and write out what is queued, within ten seconds.
	 */
	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			this.lock.notifyAll();
		}
		try {
			this.flusher.join(STOP_LIMIT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.flusher.isAlive()) {
			logger.warn("Audit events were still being written after {}", STOP_LIMIT);
		}
	}

}
