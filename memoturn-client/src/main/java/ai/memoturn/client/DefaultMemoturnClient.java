package ai.memoturn.client;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

import ai.memoturn.client.audit.AuditHandles;
import ai.memoturn.client.audit.AuditStream;
import ai.memoturn.client.database.DatabaseHandles;
import ai.memoturn.client.database.Databases;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.MemoryProfiles;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.options.RetryStatus;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.policy.PolicyHandles;
import ai.memoturn.client.token.TokenHandles;
import ai.memoturn.client.token.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of a client, which owns its transport.
 */
final class DefaultMemoturnClient implements MemoturnClient {

	private final Transport transport;

	private final @Nullable String source;

	private final MemoryProfiles profiles;

	private final ReactiveMemoturnClient reactive;

	DefaultMemoturnClient(Transport transport, @Nullable String source) {
		this.transport = transport;
		this.source = source;
		this.profiles = new MemoryProfiles(transport, source);
		this.reactive = new DefaultReactiveMemoturnClient(transport, source);
	}

	@Override
	public MemoturnClient with(UnaryOperator<CallOptions> options) {
		return new DefaultMemoturnClient(this.transport.with(options), this.source);
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
	public MemoturnDatabase database(String spec) {
		return DatabaseHandles.blocking(this.transport, DatabaseSpec.parse(spec));
	}

	@Override
	public Databases databases() {
		return DatabaseHandles.blockingControl(this.transport);
	}

	@Override
	public Tokens tokens() {
		return TokenHandles.blocking(this.transport);
	}

	@Override
	public Policies policies() {
		return PolicyHandles.blocking(this.transport);
	}

	@Override
	public AuditStream audit(String namespace) {
		return AuditHandles.blocking(this.transport, namespace);
	}

	@Override
	public NodeStatus ping() {
		Instant asked = Instant.now();
		return this.transport.call(ClientOperations.ping()).status(asked);
	}

	@Override
	public ConnectionStatus connections() {
		return new ConnectionStatus(this.transport.openConnections(), this.transport.maxConnections());
	}

	@Override
	public RetryStatus retries() {
		return this.transport.retries();
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
