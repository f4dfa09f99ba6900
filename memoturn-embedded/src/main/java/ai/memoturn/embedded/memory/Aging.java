package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.policy.EffectivePolicy;
import ai.memoturn.embedded.policy.PolicyField;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.store.BranchAccess;
import ai.memoturn.embedded.store.NodeStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes memories that a policy lets grow no older: events by age, superseded memories
 * by age and by number (protocol, security and governance, 3.4).
 */
final class Aging {

	private static final Logger logger = LoggerFactory.getLogger(Aging.class);

	/** As many at most go in one pass over a branch. */
	private static final int BATCH = 500;

	private static final String AGED = """
			SELECT row FROM __memoturn_memories WHERE type = 'event' AND created_at <= ?1
			UNION
			SELECT row FROM __memoturn_memories WHERE superseded_at <= ?2
			UNION
			SELECT row FROM (
				SELECT row, row_number() OVER (PARTITION BY type, topic_key ORDER BY superseded_at DESC, row DESC) AS place
				FROM __memoturn_memories WHERE ?3 IS NOT NULL AND superseded_by IS NOT NULL)
			WHERE place > ?3
			LIMIT ?4""";

	private static final String DELETE = "DELETE FROM __memoturn_memories WHERE row IN (" + AGED + ") RETURNING row";

	private final NodeStore store;

	private final PolicySource policies;

	private final MemoryModule module;

	private final InstantSource clock;

	Aging(NodeStore store, PolicySource policies, MemoryModule module, InstantSource clock) {
		this.store = store;
		this.policies = policies;
		this.module = module;
		this.clock = clock;
	}

	/**
	 * Delete what is too old in the branches that are open.
	 * @return how many were deleted
	 */
	int sweep() {
		AtomicInteger deleted = new AtomicInteger();
		this.store.forEachOpenBranch((branch) -> {
			ProfileName profile = ProfileName.ofDatabase(branch.entry().database().name());
			if (profile == null) {
				return;
			}
			Limits limits = Limits.of(this.policies.effective(profile.namespace(), profile.profile()));
			if (limits != null) {
				try {
					deleted.addAndGet(sweep(branch, limits));
				}
				catch (Fault ex) {
					logger.warn("Old memories could not be deleted; they are tried again", ex);
				}
			}
		});
		return deleted.get();
	}

	private int sweep(BranchAccess branch, Limits limits) {
		long now = this.clock.millis();
		// A look first, since most of the time there is nothing to write.
		boolean none = branch.read((snapshot) -> rows(snapshot.prepare(AGED), limits, now).isEmpty());
		return none ? 0 : branch.write(false, (transaction) -> {
			List<Long> rows = rows(transaction.prepare(DELETE), limits, now);
			rows.forEach(transaction.part(this.module)::forget);
			return rows.size();
		}).value();
	}

	private static List<Long> rows(PreparedStatement statement, Limits limits, long now) throws SQLException {
		statement.setObject(1, before(now, limits.eventAge()));
		statement.setObject(2, before(now, limits.supersededAge()));
		statement.setObject(3, limits.supersededCount());
		statement.setInt(4, BATCH);
		return MemoryRows.longs(statement);
	}

	/** Compared with nothing, no row is too old. */
	private static @Nullable Long before(long now, @Nullable Long seconds) {
		return (seconds != null && seconds <= now / 1000) ? Long.valueOf(now - seconds * 1000) : null;
	}

	/**
	 * @param eventAge seconds
	 * @param supersededAge seconds
	 * @param supersededCount how many of a type and topic are kept
	 */
	private record Limits(@Nullable Long eventAge, @Nullable Long supersededAge, @Nullable Long supersededCount) {

		static @Nullable Limits of(EffectivePolicy policy) {
			Limits limits = new Limits(policy.value(PolicyField.EVENT_MAX_AGE),
					policy.value(PolicyField.SUPERSEDED_MAX_AGE), policy.value(PolicyField.SUPERSEDED_MAX_COUNT));
			boolean none = limits.eventAge == null && limits.supersededAge == null && limits.supersededCount == null;
			return none ? null : limits;
		}

	}

}
