package ai.memoturn.client.policy;

import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;

/**
 * The policies of namespaces, and what overrides them for single profiles. Policies of
 * namespaces are for whoever holds the platform key; that of a profile can be read with a
 * token for reading and put with a token for {@code admin}. Servers limit how often the
 * operations on namespaces are called, 10 a second by default for all control operations
 * together, and refuse more with {@link ai.memoturn.client.error.OverloadedException}.
 * <p>
 * The node that stored a policy follows it at once, others within the time for which they
 * keep what they read, 30 seconds by default. Reading a policy, changing it and putting
 * it back is not atomic: what somebody else put in between is lost.
 * <p>
 * Every method blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}.
 * {@link ai.memoturn.client.error.InvalidRequestException} says which fields the node
 * refuses.
 *
 * @see ReactivePolicies
 */
public interface Policies {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	Policies with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default Policies with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Look up the policy of a namespace.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param namespace the namespace
	 * @return the policy, with what overrides it; empty when neither was ever put
	 * @throws IllegalArgumentException if the name breaks the protocol's rule
	 * @throws MemoturnException if the call fails
	 */
	Optional<NamespacePolicy> getNamespace(String namespace);

	/**
	 * Put a policy in the place of the one that a namespace has. Nothing is merged: what
	 * the new policy does not set is unset. Overrides stay, even where they are now
	 * looser, but the stricter of the two always holds.
	 * <p>
	 * Repetition: leaves the same policy and raises the revision, so what was refused
	 * before processing is repeated. After an
	 * {@linkplain ai.memoturn.client.error.UnknownOutcomeException unknown outcome} a
	 * repetition can undo what somebody else put in between, so that is for the caller to
	 * decide.
	 * @param namespace the namespace, which need not exist
	 * @param policy the policy
	 * @return the policy as it is now stored
	 * @throws IllegalArgumentException if the name breaks the protocol's rule
	 * @throws ai.memoturn.client.error.ConflictException if other writers were faster
	 * several times
	 * @throws MemoturnException if the call fails
	 */
	PolicyUpdate putNamespace(String namespace, Policy policy);

	/**
	 * Unset everything in the policy of a namespace. The document stays, and overrides
	 * stay in it.
	 * @param namespace the namespace, which need not exist
	 * @return the empty policy as it is now stored
	 * @see #putNamespace(String, Policy)
	 */
	default PolicyUpdate clearNamespace(String namespace) {
		return putNamespace(namespace, Policy.empty());
	}

	/**
	 * Look up what overrides the policy of the namespace for a profile, and what holds
	 * for the profile in effect.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return what holds for the profile, also when it does not exist or nothing was ever
	 * put
	 * @throws IllegalArgumentException if one of the names breaks the protocol's rule
	 * @throws MemoturnException if the call fails
	 */
	ProfilePolicy getProfile(String namespace, String profile);

	/**
	 * Put a policy in the place of the one that overrides the namespace's for a profile.
	 * <p>
	 * Repetition: as of {@link #putNamespace}.
	 * @param namespace the namespace
	 * @param profile the profile, which need not exist and is not created
	 * @param override the policy; it may set nothing looser than the namespace does, and
	 * not {@link Policy#auditRetention()}
	 * @return what now holds for the profile
	 * @throws IllegalArgumentException if one of the names breaks the protocol's rule, or
	 * the override sets how long audit events are kept
	 * @throws ai.memoturn.client.error.ConflictException if a field is looser than in the
	 * policy of the namespace, or other writers were faster several times
	 * @throws MemoturnException if the call fails
	 */
	ProfilePolicy putProfile(String namespace, String profile, Policy override);

	/**
	 * Remove what overrides the policy of the namespace for a profile.
	 * <p>
	 * Repetition: as of {@link #putNamespace}.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return what now holds for the profile, also when nothing was to be removed
	 * @throws IllegalArgumentException if one of the names breaks the protocol's rule
	 * @throws MemoturnException if the call fails
	 */
	ProfilePolicy clearProfile(String namespace, String profile);

}
