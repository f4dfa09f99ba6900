package ai.memoturn.embedded.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The policies of a namespace. Does not change.
 *
 * @param namespace the namespace
 * @param revision how many writes there were
 * @param updatedAt when the last one was, Unix milliseconds
 * @param policy that of the namespace
 * @param overrides those of profiles, by profile
 */
public record NamespacePolicies(String namespace, long revision, long updatedAt, Policy policy,
		SortedMap<String, Policy> overrides) {

	static NamespacePolicies none(String namespace) {
		return new NamespacePolicies(namespace, 0, 0, Policy.EMPTY, Collections.emptySortedMap());
	}

	NamespacePolicies with(Policy newPolicy, long now) {
		return new NamespacePolicies(this.namespace, this.revision + 1, now, newPolicy, this.overrides);
	}

	NamespacePolicies with(String profile, @Nullable Policy override, long now) {
		SortedMap<String, Policy> changed = new TreeMap<>(this.overrides);
		if (override != null) {
			changed.put(profile, override);
		}
		else {
			changed.remove(profile);
		}
		return new NamespacePolicies(this.namespace, this.revision + 1, now, this.policy,
				Collections.unmodifiableSortedMap(changed));
	}

	EffectivePolicy effective(String profile) {
		return EffectivePolicy.of(this.policy, this.overrides.get(profile));
	}

}
