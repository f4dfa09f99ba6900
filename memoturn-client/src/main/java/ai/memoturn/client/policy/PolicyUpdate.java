package ai.memoturn.client.policy;

import java.time.Instant;
import java.util.Objects;

/**
 * What became of putting the policy of a namespace. New components may be added: read it,
 * do not construct it.
 *
 * @param namespace the namespace
 * @param revision how often something was put into the namespace's document, counted from
 * 1
 * @param updatedAt when this happened
 * @param policy the policy as the node stored it
 */
public record PolicyUpdate(String namespace, long revision, Instant updatedAt, Policy policy) {

	/**
	 * Check what the record is made of.
	 * @param namespace the namespace
	 * @param revision how often something was put into the namespace's document
	 * @param updatedAt when this happened
	 * @param policy the policy as the node stored it
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public PolicyUpdate {
		Objects.requireNonNull(namespace, "namespace must not be null");
		Objects.requireNonNull(updatedAt, "updatedAt must not be null");
		Objects.requireNonNull(policy, "policy must not be null");
	}

}
