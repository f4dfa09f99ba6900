package ai.memoturn.boot.listener;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;

import ai.memoturn.client.audit.AuditEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the handler until each has been handled or a recoverer has taken it.
 */
final class AuditDelivery {

	private static final Log logger = LogFactory.getLog(AuditDelivery.class);

	private static final Duration LONGEST_RECOVERY_WAIT = Duration.ofSeconds(30);

	private final AuditListenerEndpoint endpoint;

	private final AuditListenerOptions options;

	private final AuditListenerCounts counts;

	private final AuditPoller poller;

	private final AuditListenerRun run;

	AuditDelivery(AuditListenerEndpoint endpoint, AuditListenerOptions options, AuditListenerCounts counts,
			AuditPoller poller, AuditListenerRun run) {
		this.endpoint = endpoint;
		this.options = options;
		this.counts = counts;
		this.poller = poller;
		this.run = run;
	}

	/**
	 * Deliver what a page brought, and store the position.
	 * @return {@code false} if the page must be read again
	 */
	boolean deliver(List<AuditEvent> events) throws InterruptedException {
		if (events.isEmpty()) {
			return true;
		}
		boolean done = true;
		boolean saved = true;
		try {
			if (this.endpoint.handler().isBatched()) {
				saved = false;
				done = settle(List.copyOf(events));
			}
			else {
				for (int i = 0; i < events.size() && done; i++) {
					saved = false;
					done = settle(List.of(events.get(i)));
					if (done && this.options.acknowledge() == AuditListenerOptions.Acknowledge.EVENT) {
						saved = true;
						done = this.run.save();
					}
				}
			}
		}
		catch (Error ex) {
			// What was handled before counts, if it can still be stored.
			if (!saved) {
				this.run.save();
			}
			throw ex;
		}
		return (saved || this.run.save()) && done;
	}

	/**
	 * Deliver until all events are handled or recovered.
	 * @return {@code false} if the container stops or has lost its lease before that
	 */
	private boolean settle(List<AuditEvent> events) throws InterruptedException {
		List<AuditEvent> rest = events;
		int attempt = 0;
		int recoveries = 0;
		while (!rest.isEmpty()) {
			if (!this.run.awaitResumed() || !this.run.keepLease()) {
				return false;
			}
			AuditHandler.Acknowledged acknowledged = new AuditHandler.Acknowledged(rest.size());
			Exception failure = attempt(rest, acknowledged);
			int handled = acknowledged.close();
			handled(rest.subList(0, handled));
			rest = rest.subList(handled, rest.size());
			if (rest.isEmpty()) {
				if (failure != null) {
					logger.warn("Audit listener '" + this.endpoint.id() + "' failed after it acknowledged", failure);
				}
				break;
			}
			if (this.run.isStopping()) {
				// An interrupted handler says nothing about its events.
				return false;
			}
			attempt = (handled > 0) ? 1 : attempt + 1;
			AuditDeliveryFailure failed = new AuditDeliveryFailure(this.endpoint.id(), rest, attempt, (failure != null)
					? failure : new IllegalStateException("The handler returned and had not acknowledged all events"));
			this.counts.problem(AuditListenerRun.describe(failed.cause()));
			Duration wait = this.options.errorHandler().retryAfter(failed);
			if (wait == null && rest.size() > 1) {
				return eachAlone(rest);
			}
			if (wait == null) {
				wait = recover(failed, recoveries++);
				attempt = 0;
				if (wait == null) {
					return true;
				}
			}
			logger.warn("Audit listener '" + this.endpoint.id() + "' failed on " + describe(rest)
					+ ", which is delivered again in " + wait, failed.cause());
			this.counts.retried();
			if (this.run.await(wait)) {
				return false;
			}
		}
		this.counts.problem(null);
		return true;
	}

	private boolean eachAlone(List<AuditEvent> events) throws InterruptedException {
		for (AuditEvent event : events) {
			if (!settle(List.of(event))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Hand over to the recoverer.
	 * @return {@code null} if it took the events, else how long to wait before they are
	 * delivered again
	 */
	private @Nullable Duration recover(AuditDeliveryFailure failure, int before) {
		try {
			this.options.errorHandler().recover(failure);
		}
		catch (Exception ex) {
			forgetInterrupt();
			logger.error("The recoverer of audit listener '" + this.endpoint.id() + "' failed on "
					+ describe(failure.events()) + ", which is not skipped", ex);
			Duration wait = Duration.ofSeconds(1L << Math.min(before, 5));
			return (wait.compareTo(LONGEST_RECOVERY_WAIT) < 0) ? wait : LONGEST_RECOVERY_WAIT;
		}
		this.counts.deadLettered(failure.events().size());
		failure.events().forEach(this.poller::handled);
		return null;
	}

	private void handled(List<AuditEvent> events) {
		if (!events.isEmpty()) {
			events.forEach(this.poller::handled);
			this.counts.delivered(events.size(), this.poller.newest());
		}
	}

	private @Nullable Exception attempt(List<AuditEvent> events, AuditHandler.Acknowledged acknowledged) {
		try {
			AuditListenerObservation.DELIVERY
				.observation(null, new AuditDeliveryConvention(),
						() -> new AuditDeliveryContext(this.endpoint.id(), events), this.options.observationRegistry())
				.observeChecked(() -> handle(events, acknowledged));
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
		catch (Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			return new UndeclaredThrowableException(ex);
		}
		finally {
			forgetInterrupt();
		}
	}

	private void handle(List<AuditEvent> events, AuditHandler.Acknowledged acknowledged) throws Exception {
		AuditListenerOptions.DeliveryScope.Opened scope = this.options.deliveryScope().open(events);
		try {
			this.endpoint.handler().handle(events, acknowledged);
		}
		finally {
			scope.close();
		}
	}

	// A handler may leave an interrupt behind that was meant for work of its own.
	private void forgetInterrupt() {
		if (!this.run.isStopping() && Thread.interrupted()) {
			logger.debug("Audit listener '" + this.endpoint.id() + "' was interrupted while it handled events");
		}
	}

	private static String describe(List<AuditEvent> events) {
		return (events.size() == 1) ? events.get(0).toString() : events.size() + " events from " + events.get(0);
	}

}
