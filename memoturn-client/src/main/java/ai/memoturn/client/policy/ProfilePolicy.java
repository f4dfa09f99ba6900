package ai.memoturn.client.policy;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What holds for a profile. New components may be added: read it, do not construct it.
 *
 * @param namespace the namespace
 * @param profile the profile, which need not exist
 * @param override what overrides the policy of the namespace for this profile;
 * {@code null} when nothing does
 * @param revision the revision of the namespace's document, which policies of other
 * profiles raise too; 0 when there is no document
 * @param effective what the two come to
 */
public record ProfilePolicy(String namespace, String profile, @Nullable Policy override, long revision,
		EffectivePolicy effective) {

	/**
	 * Check what the record is made of.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param override what overrides the policy of the namespace for this profile
	 * @param revision the revision of the namespace's document
	 * @param effective what the two come to
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public ProfilePolicy {
		Objects.requireNonNull(namespace, "namespace must not be null");
		Objects.requireNonNull(profile, "profile must not be null");
		Objects.requireNonNull(effective, "effective must not be null");
	}

}
