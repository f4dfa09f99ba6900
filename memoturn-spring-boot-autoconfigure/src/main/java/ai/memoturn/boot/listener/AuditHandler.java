package ai.memoturn.boot.listener;

import java.util.List;
import java.util.Objects;

import ai.memoturn.client.audit.AuditEvent;

/**
 * What a container hands events to. Called on the thread of the container, one delivery
 * at a time, and interrupted when the container has waited for it long enough.
 */
public final class AuditHandler {

	private final Batch batch;

	private final boolean batched;

	private final boolean manual;

	private AuditHandler(Batch batch, boolean batched, boolean manual) {
		this.batch = batch;
		this.batched = batched;
		this.manual = manual;
	}

	/**
	 * Hand over one event at a time; it is handled when the call returns.
	 * @param handler handles an event
	 * @return the handler
	 */
	public static AuditHandler each(Each handler) {
		Objects.requireNonNull(handler, "handler must not be null");
		return new AuditHandler((events, acknowledgement) -> handler.handle(events.get(0)), false, false);
	}

	/**
	 * Hand over what a page brought; all is handled when the call returns.
	 * @param handler handles one event or more; the list is unmodifiable
	 * @return the handler
	 */
	public static AuditHandler list(Listed handler) {
		Objects.requireNonNull(handler, "handler must not be null");
		return new AuditHandler((events, acknowledgement) -> handler.handle(events), true, false);
	}

	/**
	 * Hand over events with an acknowledgement.
	 * @param handler handles events and acknowledges them
	 * @param batched whether to hand over what a page brought instead of one event at a
	 * time
	 * @return the handler
	 */
	public static AuditHandler acknowledging(Batch handler, boolean batched) {
		Objects.requireNonNull(handler, "handler must not be null");
		return new AuditHandler(handler, batched, true);
	}

	boolean isBatched() {
		return this.batched;
	}

	void handle(List<AuditEvent> events, Acknowledged acknowledged) throws Exception {
		this.batch.handle(events, acknowledged);
		if (!this.manual) {
			acknowledged.acknowledge();
		}
	}

	/**
	 * Handles one event.
	 */
	@FunctionalInterface
	public interface Each {

		/**
		 * Handle an event.
		 * @param event the event
		 * @throws Exception if it could not be handled
		 */
		void handle(AuditEvent event) throws Exception;

	}

	/**
	 * Handles several events.
	 */
	@FunctionalInterface
	public interface Listed {

		/**
		 * Handle events.
		 * @param events one or more, in the order of the stream; unmodifiable
		 * @throws Exception if they could not be handled
		 */
		void handle(List<AuditEvent> events) throws Exception;

	}

	/**
	 * Handles events and says itself which have been handled.
	 */
	@FunctionalInterface
	public interface Batch {

		/**
		 * Handle events.
		 * @param events one or more, in the order of the stream; unmodifiable
		 * @param acknowledgement takes what has been handled
		 * @throws Exception if what has not been acknowledged could not be handled
		 */
		void handle(List<AuditEvent> events, AuditAcknowledgement acknowledgement) throws Exception;

	}

	/** Counts what has been acknowledged of one delivery. */
	static final class Acknowledged implements AuditAcknowledgement {

		private final int size;

		private int count;

		private boolean closed;

		Acknowledged(int size) {
			this.size = size;
		}

		@Override
		public void acknowledge() {
			acknowledge(this.size);
		}

		@Override
		public synchronized void acknowledge(int count) {
			if (count < 0 || count > this.size) {
				throw new IllegalArgumentException(
						"count must be between 0 and " + this.size + ", the events of the delivery, but is " + count);
			}
			if (this.closed) {
				throw new IllegalStateException("The delivery has ended, so that it can no longer be acknowledged");
			}
			this.count = Math.max(this.count, count);
		}

		synchronized int close() {
			this.closed = true;
			return this.count;
		}

	}

}
