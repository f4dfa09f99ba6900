package ai.memoturn.client.policy;

import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link PolicyOperations}.
 */
final class DefaultReactivePolicies implements ReactivePolicies {

	private final Transport transport;

	DefaultReactivePolicies(Transport transport) {
		this.transport = transport;
	}

	@Override
	public ReactivePolicies with(UnaryOperator<CallOptions> options) {
		return new DefaultReactivePolicies(this.transport.withoutTransactions(options));
	}

	@Override
	public Mono<NamespacePolicy> getNamespace(String namespace) {
		return this.transport.send(() -> PolicyOperations.getNamespace(namespace));
	}

	@Override
	public Mono<PolicyUpdate> putNamespace(String namespace, Policy policy) {
		return this.transport.send(() -> PolicyOperations.putNamespace(namespace, policy));
	}

	@Override
	public Mono<ProfilePolicy> getProfile(String namespace, String profile) {
		return this.transport.send(() -> PolicyOperations.getProfile(namespace, profile));
	}

	@Override
	public Mono<ProfilePolicy> putProfile(String namespace, String profile, Policy override) {
		return this.transport.send(() -> PolicyOperations.putProfile(namespace, profile, override));
	}

	@Override
	public Mono<ProfilePolicy> clearProfile(String namespace, String profile) {
		return this.transport.send(() -> PolicyOperations.clearProfile(namespace, profile));
	}

}
