package ai.memoturn.client.policy;

import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;

/**
 * The blocking face of {@link PolicyOperations}.
 */
final class DefaultPolicies implements Policies {

	private final Transport transport;

	DefaultPolicies(Transport transport) {
		this.transport = transport;
	}

	@Override
	public Policies with(UnaryOperator<CallOptions> options) {
		return new DefaultPolicies(this.transport.withoutTransactions(options));
	}

	@Override
	public Optional<NamespacePolicy> getNamespace(String namespace) {
		return this.transport.find(PolicyOperations.getNamespace(namespace));
	}

	@Override
	public PolicyUpdate putNamespace(String namespace, Policy policy) {
		return this.transport.call(PolicyOperations.putNamespace(namespace, policy));
	}

	@Override
	public ProfilePolicy getProfile(String namespace, String profile) {
		return this.transport.call(PolicyOperations.getProfile(namespace, profile));
	}

	@Override
	public ProfilePolicy putProfile(String namespace, String profile, Policy override) {
		return this.transport.call(PolicyOperations.putProfile(namespace, profile, override));
	}

	@Override
	public ProfilePolicy clearProfile(String namespace, String profile) {
		return this.transport.call(PolicyOperations.clearProfile(namespace, profile));
	}

}
