package ai.memoturn.client.audit;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How what an audit event tells of ended. The server owns the set; an outcome that this
 * version does not know keeps its text.
 *
 * @param value the name on the wire, lower case
 */
public record AuditOutcome(@JsonValue String value) {

	/** It was done. */
	public static final AuditOutcome OK = new AuditOutcome("ok");

	/** A policy did not let data leave the node. Refused credentials are not recorded. */
	public static final AuditOutcome DENIED = new AuditOutcome("denied");

	/** It failed. */
	public static final AuditOutcome ERROR = new AuditOutcome("error");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public AuditOutcome {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the outcome of the given name, known or not.
	 * @param value the name on the wire
	 * @return the outcome
	 */
	public static AuditOutcome of(String value) {
		return new AuditOutcome(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
