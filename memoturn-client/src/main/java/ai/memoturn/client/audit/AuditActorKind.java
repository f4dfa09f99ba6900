package ai.memoturn.client.audit;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What somebody who acted showed to be let in. The server owns the set; a kind that this
 * version does not know keeps its text.
 *
 * @param value the name on the wire, lower case
 */
public record AuditActorKind(@JsonValue String value) {

	/** A token. */
	public static final AuditActorKind TOKEN = new AuditActorKind("token");

	/** The platform key, or nothing where the node runs without authorization. */
	public static final AuditActorKind PLATFORM = new AuditActorKind("platform");

	/** Another node of the cluster, on behalf of somebody. */
	public static final AuditActorKind INTERNAL = new AuditActorKind("internal");

	/** Nothing. */
	public static final AuditActorKind ANONYMOUS = new AuditActorKind("anonymous");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public AuditActorKind {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the kind of the given name, known or not.
	 * @param value the name on the wire
	 * @return the kind
	 */
	public static AuditActorKind of(String value) {
		return new AuditActorKind(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
