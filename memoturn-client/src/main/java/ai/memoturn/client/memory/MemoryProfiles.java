package ai.memoturn.client.memory;

import ai.memoturn.client.operation.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.memory}.
 */
public final class MemoryProfiles {

	private final Transport transport;

	private final @Nullable String defaultSource;

	/**
	 * Create what makes handles.
	 * @param transport runs the calls
	 * @param defaultSource the source of what names none, {@code null} for none
	 */
	public MemoryProfiles(Transport transport, @Nullable String defaultSource) {
		this.transport = transport;
		this.defaultSource = defaultSource;
	}

	/**
	 * Make the blocking handle of a profile.
	 * @param namespace the namespace, not checked yet
	 * @param profile the profile, not checked yet
	 * @return the handle; its calls check the names
	 */
	public MemoryProfile blocking(String namespace, String profile) {
		return new DefaultMemoryProfile(this.transport, operations(namespace, profile));
	}

	/**
	 * Make the reactive handle of a profile.
	 * @param namespace the namespace, not checked yet
	 * @param profile the profile, not checked yet
	 * @return the handle; its calls check the names
	 */
	public ReactiveMemoryProfile reactive(String namespace, String profile) {
		return new DefaultReactiveMemoryProfile(this.transport, operations(namespace, profile));
	}

	private MemoryOperations operations(String namespace, String profile) {
		return new MemoryOperations(namespace, profile, null, this.defaultSource);
	}

}
