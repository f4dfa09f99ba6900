package ai.memoturn.boot.listener;

import java.util.List;

import ai.memoturn.client.audit.AuditEvent;
import io.micrometer.observation.Observation;

/**
 * What an observed delivery is about.
 */
public final class AuditDeliveryContext extends Observation.Context {

	private final String listener;

	private final List<AuditEvent> events;

	AuditDeliveryContext(String listener, List<AuditEvent> events) {
		this.listener = listener;
		this.events = events;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String listener() {
		return this.listener;
	}

	/**
	 * Return what is delivered.
	 * @return one event or more; unmodifiable
	 */
	public List<AuditEvent> events() {
		return this.events;
	}

}
