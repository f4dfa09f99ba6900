package ai.memoturn.embedded.policy;

import java.util.EnumMap;
import java.util.Map;

import ai.memoturn.embedded.store.RestoreWindows;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a profile: of each field the strictest that is set anywhere, and the
 * defaults.
 */
public final class EffectivePolicy {

	private static final long DEFAULT_ERASURE_GRACE = 86_400;

	/** What holds where nobody has said anything. */
	public static final EffectivePolicy UNRESTRICTED = of(Policy.EMPTY, null);

	private final Map<PolicyField, Long> values;

	private EffectivePolicy(Map<PolicyField, Long> values) {
		this.values = values;
	}

	static EffectivePolicy of(Policy namespace, @Nullable Policy override) {
		Map<PolicyField, Long> values = new EnumMap<>(PolicyField.class);
		for (PolicyField field : PolicyField.values()) {
			Long value = namespace.value(field);
			Long own = (override != null) ? override.value(field) : null;
			if (own != null) {
				value = (value != null) ? Long.valueOf(field.strictest(value, own)) : own;
			}
			if (value == null && field.kind() != PolicyField.Kind.NUMBER) {
				value = 0L;
			}
			if (value == null && field == PolicyField.ERASURE_GRACE) {
				value = DEFAULT_ERASURE_GRACE;
			}
			if (value != null) {
				values.put(field, value);
			}
		}
		return new EffectivePolicy(values);
	}

	/**
	 * Fold in how far back the node itself can restore.
	 * @param windows the node's windows
	 * @return the policy with the shorter of both
	 */
	EffectivePolicy within(RestoreWindows windows) {
		Map<PolicyField, Long> folded = new EnumMap<>(PolicyField.class);
		folded.putAll(this.values);
		if (windows.fine().isZero()) {
			folded.remove(PolicyField.PITR);
			folded.remove(PolicyField.PITR_SNAPSHOT);
		}
		else {
			folded.merge(PolicyField.PITR, windows.fine().toSeconds(), Math::min);
			folded.merge(PolicyField.PITR_SNAPSHOT, windows.thin().toSeconds(), Math::min);
		}
		return new EffectivePolicy(folded);
	}

	/**
	 * Return the value of a field.
	 * @param field the field
	 * @return its value, {@code null} where there is no limit
	 */
	public @Nullable Long value(PolicyField field) {
		return this.values.get(field);
	}

	/**
	 * Return whether a switch is on.
	 * @param field a field of that kind
	 * @return whether it is
	 */
	public boolean isOn(PolicyField field) {
		return Long.valueOf(1).equals(value(field));
	}

	/**
	 * Return whether content may go to a model.
	 * @param field what the model is for
	 * @param selfHosted whether it is in the hands of those who run the node
	 * @return whether it may
	 */
	public boolean allows(PolicyField field, boolean selfHosted) {
		Long rule = value(field);
		return rule == null || rule == PolicyField.Egress.ALLOW.ordinal()
				|| (selfHosted && rule == PolicyField.Egress.SELF_HOSTED_ONLY.ordinal());
	}

}
