package ai.memoturn.client;

import java.util.List;

import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.MemoryProfiles;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.operation.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of a client, which owns its transport.
 */
final class DefaultMemoturnClient implements MemoturnClient {

	private final Transport transport;

	private final MemoryProfiles profiles;

	private final ReactiveMemoturnClient reactive;

	DefaultMemoturnClient(Transport transport, @Nullable String source) {
		this.transport = transport;
		this.profiles = new MemoryProfiles(transport, source);
		this.reactive = new DefaultReactiveMemoturnClient(transport, this.profiles);
	}

	@Override
	public MemoryProfile memory(String namespace, String profile) {
		return this.profiles.blocking(namespace, profile);
	}

	@Override
	public List<ProfileInfo> profiles(String namespace) {
		return this.transport.call(ClientOperations.profiles(namespace));
	}

	@Override
	public void ping() {
		this.transport.call(ClientOperations.ping());
	}

	@Override
	public ReactiveMemoturnClient reactive() {
		return this.reactive;
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
