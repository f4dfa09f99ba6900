package ai.memoturn.client;

import java.time.Instant;
import java.util.function.UnaryOperator;

import ai.memoturn.client.audit.AuditHandles;
import ai.memoturn.client.audit.ReactiveAuditStream;
import ai.memoturn.client.database.DatabaseHandles;
import ai.memoturn.client.database.ReactiveDatabases;
import ai.memoturn.client.database.ReactiveMemoturnDatabase;
import ai.memoturn.client.memory.MemoryProfiles;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.policy.PolicyHandles;
import ai.memoturn.client.policy.ReactivePolicies;
import ai.memoturn.client.token.ReactiveTokens;
import ai.memoturn.client.token.TokenHandles;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of a client.
 */
final class DefaultReactiveMemoturnClient implements ReactiveMemoturnClient {

	private final Transport transport;

	private final @Nullable String source;

	private final MemoryProfiles profiles;

	DefaultReactiveMemoturnClient(Transport transport, @Nullable String source) {
		this.transport = transport;
		this.source = source;
		this.profiles = new MemoryProfiles(transport, source);
	}

	@Override
	public ReactiveMemoturnClient with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveMemoturnClient(this.transport.with(options), this.source);
	}

	@Override
	public ReactiveMemoryProfile memory(String namespace, String profile) {
		return this.profiles.reactive(namespace, profile);
	}

	@Override
	public Flux<ProfileInfo> profiles(String namespace) {
		return this.transport.send(() -> ClientOperations.profiles(namespace)).flatMapIterable((profiles) -> profiles);
	}

	@Override
	public ReactiveMemoturnDatabase database(String spec) {
		return DatabaseHandles.reactive(this.transport, DatabaseSpec.parse(spec));
	}

	@Override
	public ReactiveDatabases databases() {
		return DatabaseHandles.reactiveControl(this.transport);
	}

	@Override
	public ReactiveTokens tokens() {
		return TokenHandles.reactive(this.transport);
	}

	@Override
	public ReactivePolicies policies() {
		return PolicyHandles.reactive(this.transport);
	}

	@Override
	public ReactiveAuditStream audit(String namespace) {
		return AuditHandles.reactive(this.transport, namespace);
	}

	@Override
	public Mono<NodeStatus> ping() {
		return Mono.defer(() -> {
			Instant asked = Instant.now();
			return this.transport.send(ClientOperations::ping).map((pong) -> pong.status(asked));
		});
	}

}
