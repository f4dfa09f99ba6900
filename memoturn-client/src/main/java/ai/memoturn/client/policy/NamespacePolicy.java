package ai.memoturn.client.policy;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The policy document of a namespace. New components may be added: read it, do not
 * construct it.
 *
 * @param namespace the namespace
 * @param revision how often something was put into the document, overrides included,
 * counted from 1
 * @param updatedAt when that last happened
 * @param policy the policy of the namespace itself, possibly empty
 * @param profiles what overrides it, by profile; empty when nothing does
 */
public record NamespacePolicy(String namespace, long revision, Instant updatedAt, Policy policy,
		Map<String, Policy> profiles) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param namespace the namespace
	 * @param revision how often something was put into the document
	 * @param updatedAt when that last happened
	 * @param policy the policy of the namespace itself
	 * @param profiles what overrides it
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public NamespacePolicy {
		Objects.requireNonNull(namespace, "namespace must not be null");
		Objects.requireNonNull(updatedAt, "updatedAt must not be null");
		Objects.requireNonNull(policy, "policy must not be null");
		profiles = Map.copyOf(profiles);
	}

}
