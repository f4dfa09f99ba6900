package ai.memoturn.embedded.policy;

/**
 * Tells what policy holds for a profile at this moment.
 */
@FunctionalInterface
public interface PolicySource {

	/** Where there are no policies. */
	PolicySource NONE = (namespace, profile) -> EffectivePolicy.UNRESTRICTED;

	/**
	 * Look up a policy.
	 * @param namespace the namespace, whose name need not be valid
	 * @param profile the profile, which need not exist
	 * @return what holds for it now
	 */
	EffectivePolicy effective(String namespace, String profile);

}
