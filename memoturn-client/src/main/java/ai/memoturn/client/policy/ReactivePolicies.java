package ai.memoturn.client.policy;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * The policies of namespaces and profiles, without blocking: the twin of
 * {@link Policies}, where each operation, its failures and what may be repeated are
 * described. Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}.
 *
 * @see Policies
 */
public interface ReactivePolicies {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	ReactivePolicies with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default ReactivePolicies with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Look up the policy of a namespace.
	 * @param namespace the namespace
	 * @return the policy, with what overrides it; empty when neither was ever put
	 * @see Policies#getNamespace(String)
	 */
	Mono<NamespacePolicy> getNamespace(String namespace);

	/**
	 * Put a policy in the place of the one that a namespace has.
	 * @param namespace the namespace, which need not exist
	 * @param policy the policy
	 * @return the policy as it is now stored
	 * @see Policies#putNamespace(String, Policy)
	 */
	Mono<PolicyUpdate> putNamespace(String namespace, Policy policy);

	/**
	 * Unset everything in the policy of a namespace.
	 * @param namespace the namespace, which need not exist
	 * @return the empty policy as it is now stored
	 * @see Policies#clearNamespace(String)
	 */
	default Mono<PolicyUpdate> clearNamespace(String namespace) {
		return putNamespace(namespace, Policy.empty());
	}

	/**
	 * Look up what overrides the policy of the namespace for a profile, and what holds
	 * for the profile in effect.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return what holds for the profile; never empty
	 * @see Policies#getProfile(String, String)
	 */
	Mono<ProfilePolicy> getProfile(String namespace, String profile);

	/**
	 * Put a policy in the place of the one that overrides the namespace's for a profile.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist and is not created
	 * @param override the policy
	 * @return what now holds for the profile
	 * @see Policies#putProfile(String, String, Policy)
	 */
	Mono<ProfilePolicy> putProfile(String namespace, String profile, Policy override);

	/**
	 * Remove what overrides the policy of the namespace for a profile.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return what now holds for the profile
	 * @see Policies#clearProfile(String, String)
	 */
	Mono<ProfilePolicy> clearProfile(String namespace, String profile);

}
