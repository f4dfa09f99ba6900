package ai.memoturn.client.observation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * What is known of a call while it is observed. Its carrier becomes headers of each
 * attempt, which is how a trace goes on in the node.
 * <p>
 * It knows neither namespace, profile, session nor content: what is not here can become
 * no tag.
 */
public final class MemoturnCallContext extends SenderContext<Map<String, String>> {

	private final String client;

	private final String operation;

	private volatile int attempts;

	private volatile boolean completed;

	private volatile boolean cancelled;

	/**
	 * Create a context.
	 * @param client the name of the client
	 * @param operation the name of the operation, for example {@code memory.recall}
	 */
	public MemoturnCallContext(String client, String operation) {
		super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.CLIENT);
		this.client = client;
		this.operation = operation;
		setCarrier(new LinkedHashMap<>());
		setRemoteServiceName("memoturn");
	}

	/**
	 * Return which client calls.
	 * @return the name of the client, {@code default} unless it was given one
	 */
	public String getClient() {
		return this.client;
	}

	/**
	 * Return which operation is called: what it works on, a dot, and the Java method's
	 * name.
	 * @return the name, one of a closed set
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Return how often the request was tried so far.
	 * @return the number of attempts
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Set how often the request was tried.
	 * @param attempts the number of attempts
	 */
	public void setAttempts(int attempts) {
		this.attempts = attempts;
	}

	/**
	 * Return whether the call came to its own end, well or {@linkplain #getError() not}.
	 * @return {@code true} once it has
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	/**
	 * Set whether the call came to its own end.
	 * @param completed whether it has
	 */
	public void setCompleted(boolean completed) {
		this.completed = completed;
	}

	/**
	 * Return whether the subscriber of the call went away.
	 * @return {@code true} once it has
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Set whether the subscriber of the call went away.
	 * @param cancelled whether it has
	 */
	public void setCancelled(boolean cancelled) {
		this.cancelled = cancelled;
	}

}
