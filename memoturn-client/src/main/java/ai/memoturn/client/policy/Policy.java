package ai.memoturn.client.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a namespace, or what overrides it for a profile. Every field may be
 * unset. A policy only tightens what the node would allow anyway. Immutable.
 * <p>
 * A policy that was read keeps what this version does not know, and sends it back:
 * {@link #mutate()} changes the fields that are set on the builder and no others.
 *
 * <pre>{@code
 * Policy policy = Policy.builder().auditEnabled(true).extract(EgressRule.DENY).build();
 * }</pre>
 */
public final class Policy {

	private static final Policy EMPTY = new Policy(Map.of());

	private final Map<String, @Nullable Object> document;

	private Policy(Map<String, @Nullable Object> document) {
		this.document = document;
		for (Field field : Field.values()) {
			field.of(document);
		}
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static Policy read(Map<String, @Nullable Object> document) {
		document.keySet().forEach((name) -> Checks.wellFormed("policy", name));
		return new Policy(Collections.unmodifiableMap(document));
	}

	/**
	 * Return the policy that sets nothing.
	 * @return the policy
	 */
	public static Policy empty() {
		return EMPTY;
	}

	/**
	 * Start a policy that sets nothing.
	 * @return a builder
	 */
	public static Builder builder() {
		return EMPTY.mutate();
	}

	/**
	 * Start from this policy.
	 * @return a builder that holds what this policy holds, unknown fields included
	 */
	public Builder mutate() {
		return new Builder(this.document);
	}

	/**
	 * Return the whole document as the protocol spells it, what this version does not
	 * know included.
	 * @return an unmodifiable tree of {@code Map}, {@code List}, {@code String},
	 * {@code Number}, {@code Boolean} and {@code null}
	 */
	@JsonValue
	public Map<String, @Nullable Object> document() {
		return this.document;
	}

	/**
	 * Return how far back every single transaction id can be restored, at most.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration pitr() {
		return duration(Field.PITR);
	}

	/**
	 * Return how far back snapshots can be restored, at most.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration pitrSnapshot() {
		return duration(Field.PITR_SNAPSHOT);
	}

	/**
	 * Return how long tasks live, at most.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration taskTtlMax() {
		return duration(Field.TASK_TTL_MAX);
	}

	/**
	 * Return the age at which events are deleted.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration eventMaxAge() {
		return duration(Field.EVENT_MAX_AGE);
	}

	/**
	 * Return how long after their supersession memories are deleted.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration supersededMaxAge() {
		return duration(Field.SUPERSEDED_MAX_AGE);
	}

	/**
	 * Return how many superseded memories are kept per type and topic.
	 * @return the number, {@code null} when not set
	 */
	public @Nullable Long supersededMaxCount() {
		return number(Field.SUPERSEDED_MAX_COUNT);
	}

	/**
	 * Return whether every forget becomes an erasure that is tracked to its end.
	 * @return the flag, {@code null} when not set
	 */
	public @Nullable Boolean purgeOnForget() {
		return flag(Field.PURGE_ON_FORGET);
	}

	/**
	 * Return how long an erasure can be undone before history is rewritten.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration erasureGrace() {
		return duration(Field.ERASURE_GRACE);
	}

	/**
	 * Return whether the audit stream is recorded.
	 * @return the flag, {@code null} when not set
	 */
	public @Nullable Boolean auditEnabled() {
		return flag(Field.AUDIT_ENABLED);
	}

	/**
	 * Return whether the audit stream records reads too.
	 * @return the flag, {@code null} when not set
	 */
	public @Nullable Boolean auditIncludeReads() {
		return flag(Field.AUDIT_INCLUDE_READS);
	}

	/**
	 * Return how long audit events are kept.
	 * @return the time, {@code null} when not set
	 */
	public @Nullable Duration auditRetention() {
		return duration(Field.AUDIT_RETENTION);
	}

	/**
	 * Return whether turns may leave for extraction.
	 * @return the rule, {@code null} when not set
	 */
	public @Nullable EgressRule extract() {
		return rule(Field.EXTRACT);
	}

	/**
	 * Return whether questions and memories may leave for an answer.
	 * @return the rule, {@code null} when not set
	 */
	public @Nullable EgressRule ask() {
		return rule(Field.ASK);
	}

	/**
	 * Return whether texts may leave for embedding.
	 * @return the rule, {@code null} when not set
	 */
	public @Nullable EgressRule embed() {
		return rule(Field.EMBED);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Policy that) && this.document.equals(that.document);
	}

	@Override
	public int hashCode() {
		return this.document.hashCode();
	}

	@Override
	public String toString() {
		return "Policy" + this.document;
	}

	private @Nullable Long number(Field field) {
		return (Long) field.of(this.document);
	}

	private @Nullable Duration duration(Field field) {
		Long seconds = number(field);
		return (seconds != null) ? Duration.ofSeconds(seconds) : null;
	}

	private @Nullable Boolean flag(Field field) {
		return (Boolean) field.of(this.document);
	}

	private @Nullable EgressRule rule(Field field) {
		String value = (String) field.of(this.document);
		return (value != null) ? EgressRule.of(value) : null;
	}

	/**
	 * Where a field lies in the document, and what it is there.
	 */
	private enum Field {

		PITR("retention", "pitr_secs", Long.class),

		PITR_SNAPSHOT("retention", "pitr_snapshot_secs", Long.class),

		TASK_TTL_MAX("memory", "task_ttl_max_secs", Long.class),

		EVENT_MAX_AGE("memory", "event_max_age_secs", Long.class),

		SUPERSEDED_MAX_AGE("memory", "superseded_max_age_secs", Long.class),

		SUPERSEDED_MAX_COUNT("memory", "superseded_max_count", Long.class),

		PURGE_ON_FORGET("erasure", "purge_on_forget", Boolean.class),

		ERASURE_GRACE("erasure", "grace_secs", Long.class),

		AUDIT_ENABLED("audit", "enabled", Boolean.class),

		AUDIT_INCLUDE_READS("audit", "include_reads", Boolean.class),

		AUDIT_RETENTION("audit", "retention_secs", Long.class),

		EXTRACT("ai_egress", "extract", String.class),

		ASK("ai_egress", "ask", String.class),

		EMBED("ai_egress", "embed", String.class);

		private final String section;

		private final String name;

		private final Class<?> type;

		Field(String section, String name, Class<?> type) {
			this.section = section;
			this.name = name;
			this.type = type;
		}

		@Nullable Object of(Map<String, @Nullable Object> document) {
			Object fields = document.get(this.section);
			if (fields == null) {
				return null;
			}
			Checks.argument(fields instanceof Map, () -> this.section + " is no object");
			Object value = ((Map<?, ?>) fields).get(this.name);
			Checks.argument(value == null || this.type.isInstance(value),
					() -> this.section + "." + this.name + " is no " + this.type.getSimpleName());
			return value;
		}

	}

	/**
	 * Collects what a policy sets.
	 */
	public static final class Builder {

		private static final Duration MIN_TIME = Duration.ofSeconds(60);

		private final Map<String, @Nullable Object> document;

		private Builder(Map<String, @Nullable Object> document) {
			this.document = new LinkedHashMap<>(document);
		}

		/**
		 * Set how far back every single transaction id can be restored, at most.
		 * @param pitr 60 or more whole seconds; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder pitr(@Nullable Duration pitr) {
			return set(Field.PITR, seconds("pitr", pitr));
		}

		/**
		 * Set how far back snapshots can be restored, at most.
		 * @param pitrSnapshot 60 or more whole seconds; no shorter than
		 * {@link #pitr(Duration)} when both are set; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder pitrSnapshot(@Nullable Duration pitrSnapshot) {
			return set(Field.PITR_SNAPSHOT, seconds("pitrSnapshot", pitrSnapshot));
		}

		/**
		 * Set how long tasks live, at most.
		 * @param taskTtlMax 60 or more whole seconds; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder taskTtlMax(@Nullable Duration taskTtlMax) {
			return set(Field.TASK_TTL_MAX, seconds("taskTtlMax", taskTtlMax));
		}

		/**
		 * Set the age at which events are deleted.
		 * @param eventMaxAge 60 or more whole seconds; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder eventMaxAge(@Nullable Duration eventMaxAge) {
			return set(Field.EVENT_MAX_AGE, seconds("eventMaxAge", eventMaxAge));
		}

		/**
		 * Set how long after their supersession memories are deleted.
		 * @param supersededMaxAge 60 or more whole seconds; {@code null} to leave it
		 * unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder supersededMaxAge(@Nullable Duration supersededMaxAge) {
			return set(Field.SUPERSEDED_MAX_AGE, seconds("supersededMaxAge", supersededMaxAge));
		}

		/**
		 * Set how many superseded memories are kept per type and topic.
		 * @param supersededMaxCount 1 or more; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder supersededMaxCount(@Nullable Long supersededMaxCount) {
			return set(Field.SUPERSEDED_MAX_COUNT, count("supersededMaxCount", supersededMaxCount));
		}

		/**
		 * Set whether every forget becomes an erasure that is tracked to its end.
		 * @param purgeOnForget the flag; {@code null} to leave it unset
		 * @return this builder
		 */
		public Builder purgeOnForget(@Nullable Boolean purgeOnForget) {
			return set(Field.PURGE_ON_FORGET, purgeOnForget);
		}

		/**
		 * Set how long an erasure can be undone before history is rewritten.
		 * @param erasureGrace 60 or more whole seconds; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder erasureGrace(@Nullable Duration erasureGrace) {
			return set(Field.ERASURE_GRACE, seconds("erasureGrace", erasureGrace));
		}

		/**
		 * Set whether the audit stream is recorded.
		 * @param auditEnabled the flag; {@code null} to leave it unset
		 * @return this builder
		 */
		public Builder auditEnabled(@Nullable Boolean auditEnabled) {
			return set(Field.AUDIT_ENABLED, auditEnabled);
		}

		/**
		 * Set whether the audit stream records reads too.
		 * @param auditIncludeReads the flag; {@code null} to leave it unset
		 * @return this builder
		 */
		public Builder auditIncludeReads(@Nullable Boolean auditIncludeReads) {
			return set(Field.AUDIT_INCLUDE_READS, auditIncludeReads);
		}

		/**
		 * Set how long audit events are kept.
		 * @param auditRetention 60 or more whole seconds; in the policy of a namespace
		 * only; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter or has a fraction of a
		 * second
		 */
		public Builder auditRetention(@Nullable Duration auditRetention) {
			return set(Field.AUDIT_RETENTION, seconds("auditRetention", auditRetention));
		}

		/**
		 * Set whether turns may leave for extraction.
		 * @param extract the rule; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the rule is
		 * {@link EgressRule#SELF_HOSTED_ONLY}, which is for embedding alone
		 */
		public Builder extract(@Nullable EgressRule extract) {
			return set(Field.EXTRACT, text(allowOrDeny("extract", extract)));
		}

		/**
		 * Set whether questions and memories may leave for an answer.
		 * @param ask the rule; {@code null} to leave it unset
		 * @return this builder
		 * @throws IllegalArgumentException if the rule is
		 * {@link EgressRule#SELF_HOSTED_ONLY}, which is for embedding alone
		 */
		public Builder ask(@Nullable EgressRule ask) {
			return set(Field.ASK, text(allowOrDeny("ask", ask)));
		}

		/**
		 * Set whether texts may leave for embedding.
		 * @param embed the rule; {@code null} to leave it unset
		 * @return this builder
		 */
		public Builder embed(@Nullable EgressRule embed) {
			return set(Field.EMBED, text(embed));
		}

		/**
		 * Build the policy.
		 * @return the policy
		 * @throws IllegalArgumentException if {@code pitrSnapshot} is shorter than
		 * {@code pitr}
		 */
		public Policy build() {
			Policy policy = new Policy(Collections.unmodifiableMap(new LinkedHashMap<>(this.document)));
			Duration pitr = policy.pitr();
			Duration snapshot = policy.pitrSnapshot();
			Checks.argument(pitr == null || snapshot == null || snapshot.compareTo(pitr) >= 0, () -> "pitrSnapshot ("
					+ snapshot + ") must not be shorter than pitr (" + pitr + "): lengthen it or shorten pitr");
			return policy;
		}

		private Builder set(Field field, @Nullable Object value) {
			Map<String, @Nullable Object> fields = new LinkedHashMap<>();
			if (this.document.get(field.section) instanceof Map<?, ?> known) {
				known.forEach((name, old) -> fields.put((String) name, old));
			}
			else if (value == null) {
				return this;
			}
			if (value != null) {
				fields.put(field.name, value);
			}
			else {
				fields.remove(field.name);
			}
			this.document.put(field.section, Collections.unmodifiableMap(fields));
			return this;
		}

		private static @Nullable Long seconds(String parameter, @Nullable Duration time) {
			if (time == null) {
				return null;
			}
			Checks.argument(time.getNano() == 0 && time.compareTo(MIN_TIME) >= 0,
					() -> parameter + " must be 60 or more whole seconds, but is " + time);
			return time.toSeconds();
		}

		private static @Nullable Long count(String parameter, @Nullable Long count) {
			Checks.argument(count == null || count > 0, () -> parameter + " must be 1 or more, but is " + count);
			return count;
		}

		private static @Nullable EgressRule allowOrDeny(String parameter, @Nullable EgressRule rule) {
			Checks.argument(!EgressRule.SELF_HOSTED_ONLY.equals(rule),
					() -> parameter + " must be allow or deny: self_hosted_only is for embed alone");
			return rule;
		}

		private static @Nullable String text(@Nullable EgressRule rule) {
			return (rule != null) ? rule.value() : null;
		}

	}

}
