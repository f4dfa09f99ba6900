package ai.memoturn.client.policy;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Whether data may leave the node for a model. The server owns the set; a rule that this
 * version does not know keeps its text.
 *
 * @param value the name on the wire, lower case
 */
public record EgressRule(@JsonValue String value) {

	/** To whatever model the node is set up with. */
	public static final EgressRule ALLOW = new EgressRule("allow");

	/**
	 * Only to a model that the operator hosts. There is no such rule but for embedding.
	 */
	public static final EgressRule SELF_HOSTED_ONLY = new EgressRule("self_hosted_only");

	/** Not at all. */
	public static final EgressRule DENY = new EgressRule("deny");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public EgressRule {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the rule of the given name, known or not.
	 * @param value the name on the wire
	 * @return the rule
	 */
	public static EgressRule of(String value) {
		return new EgressRule(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
