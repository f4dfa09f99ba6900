package ai.memoturn.client.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What holds for a profile: field by field the strictest of its namespace's policy, its
 * own override and, for the restore windows, the node's settings. New components may be
 * added: read it, do not construct it.
 *
 * @param pitr how far back every single transaction id can be restored, at most;
 * {@code null} when there is no cap
 * @param pitrSnapshot how far back snapshots can be restored, at most; {@code null} when
 * there is no cap
 * @param taskTtlMax how long tasks live, at most; {@code null} when there is no cap
 * @param eventMaxAge the age at which events are deleted; {@code null} for never
 * @param supersededMaxAge how long after their supersession memories are deleted;
 * {@code null} for never
 * @param supersededMaxCount how many superseded memories are kept per type and topic;
 * {@code null} for all
 * @param purgeOnForget whether every forget becomes an erasure that is tracked to its end
 * @param erasureGrace how long an erasure can be undone before history is rewritten
 * @param auditEnabled whether the audit stream is recorded
 * @param auditIncludeReads whether the audit stream records reads too
 * @param auditRetention how long audit events are kept; {@code null} for ever
 * @param extract whether turns may leave for extraction
 * @param ask whether questions and memories may leave for an answer
 * @param embed whether texts may leave for embedding
 */
public record EffectivePolicy(@Nullable Duration pitr, @Nullable Duration pitrSnapshot, @Nullable Duration taskTtlMax,
		@Nullable Duration eventMaxAge, @Nullable Duration supersededMaxAge, @Nullable Long supersededMaxCount,
		boolean purgeOnForget, Duration erasureGrace, boolean auditEnabled, boolean auditIncludeReads,
		@Nullable Duration auditRetention, EgressRule extract, EgressRule ask, EgressRule embed) {

	/**
	 * Check what the record is made of.
	 * @param pitr how far back every single transaction id can be restored
	 * @param pitrSnapshot how far back snapshots can be restored
	 * @param taskTtlMax how long tasks live
	 * @param eventMaxAge the age at which events are deleted
	 * @param supersededMaxAge how long after their supersession memories are deleted
	 * @param supersededMaxCount how many superseded memories are kept per type and topic
	 * @param purgeOnForget whether every forget becomes an erasure that is tracked to its
	 * end
	 * @param erasureGrace how long an erasure can be undone before history is rewritten
	 * @param auditEnabled whether the audit stream is recorded
	 * @param auditIncludeReads whether the audit stream records reads too
	 * @param auditRetention how long audit events are kept
	 * @param extract whether turns may leave for extraction
	 * @param ask whether questions and memories may leave for an answer
	 * @param embed whether texts may leave for embedding
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public EffectivePolicy {
		Objects.requireNonNull(erasureGrace, "erasureGrace must not be null");
		Objects.requireNonNull(extract, "extract must not be null");
		Objects.requireNonNull(ask, "ask must not be null");
		Objects.requireNonNull(embed, "embed must not be null");
	}

}
