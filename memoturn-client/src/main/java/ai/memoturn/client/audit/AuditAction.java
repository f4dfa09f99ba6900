package ai.memoturn.client.audit;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What an audit event tells of. The server owns the set; an action that this version does
 * not know keeps its text.
 *
 * @param value the name on the wire: an area, a dot, and what was done there
 */
public record AuditAction(@JsonValue String value) {

	/** Memories were stored. */
	public static final AuditAction MEMORY_INGEST = new AuditAction("memory.ingest");

	/** Memories were stored that a model found in turns. */
	public static final AuditAction MEMORY_EXTRACT = new AuditAction("memory.extract");

	/** A memory was deleted. */
	public static final AuditAction MEMORY_FORGET = new AuditAction("memory.forget");

	/** A session was ended. */
	public static final AuditAction MEMORY_SESSION_END = new AuditAction("memory.session_end");

	/** Memories were recalled; only where reads are recorded. */
	public static final AuditAction MEMORY_RECALL = new AuditAction("memory.recall");

	/** A memory was looked up and found; only where reads are recorded. */
	public static final AuditAction MEMORY_GET = new AuditAction("memory.get");

	/** A question was asked; only where reads are recorded. */
	public static final AuditAction MEMORY_ASK = new AuditAction("memory.ask");

	/** Turns went to a model for extraction, or a policy kept them. */
	public static final AuditAction AI_EXTRACT = new AuditAction("ai.extract");

	/** A question went to a model, or a policy kept it. */
	public static final AuditAction AI_ASK = new AuditAction("ai.ask");

	/** Texts went to a model for embedding, or a policy kept them. */
	public static final AuditAction AI_EMBED = new AuditAction("ai.embed");

	/** A policy was put or removed. */
	public static final AuditAction POLICY_UPDATE = new AuditAction("policy.update");

	/** A token was minted. */
	public static final AuditAction TOKEN_MINT = new AuditAction("token.mint");

	/** The database of a profile was deleted. */
	public static final AuditAction DB_DELETE = new AuditAction("db.delete");

	/** An erasure was asked for. */
	public static final AuditAction ERASURE_REQUESTED = new AuditAction("erasure.requested");

	/** An erasure came to its end. */
	public static final AuditAction ERASURE_COMPLETED = new AuditAction("erasure.completed");

	/**
	 * Check what the record is made of.
	 * @param value the name on the wire: an area
	 * @throws NullPointerException if the value is {@code null}
	 * @throws IllegalArgumentException if the value is no well-formed text
	 */
	@JsonCreator
	public AuditAction {
		Checks.wellFormed("value", Checks.notNull("value", value));
	}

	/**
	 * Return the action of the given name, known or not.
	 * @param value the name on the wire
	 * @return the action
	 */
	public static AuditAction of(String value) {
		return new AuditAction(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
