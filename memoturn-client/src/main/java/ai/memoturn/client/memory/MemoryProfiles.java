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

	public MemoryProfiles(Transport transport, @Nullable String defaultSource) {
		this.transport = transport;
		this.defaultSource = defaultSource;
	}

	public MemoryProfile blocking(String namespace, String profile) {
		return new DefaultMemoryProfile(this.transport, operations(namespace, profile));
	}

	public ReactiveMemoryProfile reactive(String namespace, String profile) {
		return new DefaultReactiveMemoryProfile(this.transport, operations(namespace, profile));
	}

	private MemoryOperations operations(String namespace, String profile) {
		return new MemoryOperations(namespace, profile, null, this.defaultSource);
	}

}
