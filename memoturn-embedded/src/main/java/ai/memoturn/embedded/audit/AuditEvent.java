package ai.memoturn.embedded.audit;

import java.util.Objects;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.access.TokenClaims;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done, described by metadata alone: never content, questions or
 * credentials.
 *
 * @param action what was done
 * @param namespace the namespace
 * @param profile the profile, {@code null} if it is about the namespace
 * @param actor who did it
 * @param branch the branch
 * @param resource what it was done to
 * @param outcome what came of it
 * @param txid the database's transaction id afterwards
 * @param count how many items were affected
 * @param egress what left the node
 * @param error why it failed
 */
public record AuditEvent(String action, String namespace, @Nullable String profile, Caller actor,
		@Nullable String branch, @Nullable String resource, String outcome, @Nullable Long txid, @Nullable Long count,
		@Nullable AuditEgress egress, @Nullable String error) {

	private static final String OK = "ok";

	/**
	 * Describe what was done to a namespace.
	 * @param action what was done
	 * @param namespace the namespace
	 * @param actor who did it
	 * @return the event
	 */
	public static AuditEvent of(String action, String namespace, Caller actor) {
		return new AuditEvent(action, namespace, null, actor, null, null, OK, null, null, null, null);
	}

	/**
	 * Describe what was done to a profile.
	 * @param action what was done
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param actor who did it
	 * @return the event
	 */
	public static AuditEvent of(String action, String namespace, String profile, Caller actor) {
		return new AuditEvent(action, namespace, profile, actor, null, null, OK, null, null, null, null);
	}

	/**
	 * Say where it was done.
	 * @param name the branch
	 * @param afterwards its transaction id afterwards
	 * @return the completed event
	 */
	public AuditEvent at(String name, long afterwards) {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, name, this.resource, this.outcome,
				afterwards, this.count, this.egress, this.error);
	}

	/**
	 * Say what it was done to.
	 * @param name the resource
	 * @return the completed event
	 */
	public AuditEvent on(String name) {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, this.branch, name, this.outcome,
				this.txid, this.count, this.egress, this.error);
	}

	/**
	 * Say how many items it affected.
	 * @param items the number
	 * @return the completed event
	 */
	public AuditEvent counting(long items) {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, this.branch, this.resource,
				this.outcome, this.txid, items, this.egress, this.error);
	}

	/**
	 * Say that a policy kept it from being done.
	 * @return the completed event
	 */
	public AuditEvent denied() {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, this.branch, this.resource,
				"denied", this.txid, this.count, this.egress, this.error);
	}

	/**
	 * Say what left the node for it.
	 * @param sent what was sent where
	 * @return the completed event
	 */
	public AuditEvent sending(AuditEgress sent) {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, this.branch, this.resource,
				this.outcome, this.txid, this.count, sent, this.error);
	}

	/**
	 * Say that it failed.
	 * @param reason why, without content
	 * @return the completed event
	 */
	public AuditEvent failed(String reason) {
		return new AuditEvent(this.action, this.namespace, this.profile, this.actor, this.branch, this.resource,
				"error", this.txid, this.count, this.egress, reason);
	}

	/**
	 * Write the event as it is read.
	 * @param number how many events the process made before
	 * @param time when it was made, Unix milliseconds
	 * @param node the node's name
	 * @return JSON text
	 */
	String text(int number, long time, String node) {
		JsonWriter json = new JsonWriter(384);
		json.beginObject()
			.name("v")
			.value(1)
			.name("id")
			.value("evt_%013d-%08x".formatted(time, number))
			.name("ts")
			.value(time)
			.name("node")
			.value(node)
			.name("ns")
			.value(this.namespace);
		optional(json, "profile", this.profile);
		optional(json, "branch", this.branch);
		json.name("action").value(this.action);
		optional(json, "resource", this.resource);
		json.name("outcome").value(this.outcome);
		optional(json, "txid", this.txid);
		optional(json, "count", this.count);
		actor(json);
		if (this.egress != null) {
			this.egress.write(json.name("egress"));
		}
		optional(json, "error", this.error);
		return json.endObject().toString();
	}

	private void actor(JsonWriter json) {
		if (this.actor.kind() == Caller.Kind.PLATFORM) {
			json.name("actor").beginObject().name("kind").value("platform").endObject();
		}
		if (this.actor.kind() == Caller.Kind.TOKEN) {
			TokenClaims token = Objects.requireNonNull(this.actor.token());
			json.name("actor")
				.beginObject()
				.name("kind")
				.value("token")
				.name("token_hash")
				.value(this.actor.tokenHash())
				.name("scope")
				.value(token.scope().wireName())
				.name("iat")
				.value(token.issuedAt());
			optional(json, "claim_ns", token.namespace());
			optional(json, "claim_db", token.database());
			json.endObject();
		}
	}

	static void optional(JsonWriter json, String name, @Nullable String value) {
		if (value != null) {
			json.name(name).value(value);
		}
	}

	static void optional(JsonWriter json, String name, @Nullable Long value) {
		if (value != null) {
			json.name(name).value(value);
		}
	}

}
