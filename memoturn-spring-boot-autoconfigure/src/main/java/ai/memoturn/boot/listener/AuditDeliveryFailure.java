package ai.memoturn.boot.listener;

import java.util.List;

import ai.memoturn.client.audit.AuditEvent;

/**
 * Events could not be handled.
 *
 * @param listener the id of the listener
 * @param events the events that have not been handled, one or more; unmodifiable
 * @param attempt how many times they have been delivered in a row, 1 or more
 * @param cause what the handler failed with
 */
public record AuditDeliveryFailure(String listener, List<AuditEvent> events, int attempt, Exception cause) {

	public AuditDeliveryFailure {
		events = List.copyOf(events);
	}

}
