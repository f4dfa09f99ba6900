package ai.memoturn.boot.actuate;

import java.util.Map;
import java.util.TreeMap;

import ai.memoturn.boot.listener.AuditListenerContainer;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditListenerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint} that tells what the listeners of the audit stream do, pauses them and
 * lets them go on.
 */
@Endpoint(id = "memoturnlisteners")
public class AuditListenersEndpoint {

	private final AuditListenerRegistry registry;

	/**
	 * Create the endpoint.
	 * @param registry the listeners
	 */
	public AuditListenersEndpoint(AuditListenerRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Describe all listeners.
	 * @return what they do, by id
	 */
	@ReadOperation
	public Map<String, AuditListenerStatus> listeners() {
		Map<String, AuditListenerStatus> described = new TreeMap<>();
		this.registry.all().forEach((container) -> described.put(container.id(), container.status()));
		return described;
	}

	/**
	 * Describe one listener.
	 * @param id its id
	 * @return what it does, or {@code null} if there is none of that id
	 */
	@ReadOperation
	public @Nullable AuditListenerStatus listener(@Selector String id) {
		return this.registry.find(id).map(AuditListenerContainer::status).orElse(null);
	}

	/**
	 * Pause a listener, or let it go on.
	 * @param id its id
	 * @param paused whether it is to pause
	 * @return what it does now, which may be what it did; {@code null} if there is none
	 * of that id
	 */
	@WriteOperation
	public @Nullable AuditListenerStatus pause(@Selector String id, boolean paused) {
		AuditListenerContainer container = this.registry.find(id).orElse(null);
		if (container == null) {
			return null;
		}
		if (paused) {
			container.pause();
		}
		else {
			container.resume();
		}
		return container.status();
	}

}
