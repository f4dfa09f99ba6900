package ai.memoturn.client.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One event of an audit stream: metadata alone, never what was stored, asked or answered.
 * Which components an event has depends on its action. New components may be added: read
 * it, do not construct it.
 *
 * @param version the version of the event's form, 1 as far as this version knows
 * @param id names the event among those of its node; only {@code node} and {@code id}
 * together name it in the stream
 * @param time when it happened, by the clock of its node, in whole milliseconds. It can
 * be read some time later, 2 seconds by default, when the node has written it out
 * @param node the node that recorded it
 * @param namespace the namespace
 * @param profile the profile, {@code null} for what concerns the namespace
 * @param branch the branch
 * @param action what was done
 * @param resource what it was done to
 * @param outcome how it ended
 * @param txid transaction id of the database afterwards
 * @param count how many items were affected; for a policy its new revision
 * @param actor who did it; {@code null} for what the node does by itself, and for work on
 * data where the node runs without authorization
 * @param egress what left the node, for calls of a model
 * @param error what the provider of a model said, for a call that failed
 * @param unknown what else the server says, by its name on the wire; unmodifiable
 */
public record AuditEvent(int version, String id, Instant time, String node, String namespace, @Nullable String profile,
		@Nullable String branch, AuditAction action, @Nullable String resource, AuditOutcome outcome,
		@Nullable Long txid, @Nullable Long count, @Nullable AuditActor actor, @Nullable AuditEgress egress,
		@Nullable String error, Map<String, @Nullable Object> unknown) {

	/**
	 * Check what the record is made of.
	 * @param version the version of the event's form
	 * @param id names the event among those of its node
	 * @param time when it happened
	 * @param node the node that recorded it
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param branch the branch
	 * @param action what was done
	 * @param resource what it was done to
	 * @param outcome how it ended
	 * @param txid transaction id of the database afterwards
	 * @param count how many items were affected
	 * @param actor who did it
	 * @param egress what left the node
	 * @param error what the provider of a model said
	 * @param unknown what else the server says
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public AuditEvent {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(time, "time must not be null");
		Objects.requireNonNull(node, "node must not be null");
		Objects.requireNonNull(namespace, "namespace must not be null");
		Objects.requireNonNull(action, "action must not be null");
		Objects.requireNonNull(outcome, "outcome must not be null");
		unknown = Collections.unmodifiableMap(unknown);
	}

	@JsonCreator
	static AuditEvent read(@JsonProperty("v") int version, @JsonProperty("id") String id,
			@JsonProperty("ts") Instant time, @JsonProperty("node") String node, @JsonProperty("ns") String namespace,
			@JsonProperty("profile") @Nullable String profile, @JsonProperty("branch") @Nullable String branch,
			@JsonProperty("action") AuditAction action, @JsonProperty("resource") @Nullable String resource,
			@JsonProperty("outcome") AuditOutcome outcome, @JsonProperty("txid") @Nullable Long txid,
			@JsonProperty("count") @Nullable Long count, @JsonProperty("actor") @Nullable AuditActor actor,
			@JsonProperty("egress") @Nullable AuditEgress egress, @JsonProperty("error") @Nullable String error,
			@JsonAnySetter @Nullable Map<String, @Nullable Object> unknown) {
		return new AuditEvent(version, id, time, node, namespace, profile, branch, action, resource, outcome, txid,
				count, actor, egress, error, (unknown != null) ? unknown : Map.of());
	}

	@Override
	public String toString() {
		return "AuditEvent[id=" + this.id + ", node=" + this.node + ", action=" + this.action + ", outcome="
				+ this.outcome + "]";
	}

}
