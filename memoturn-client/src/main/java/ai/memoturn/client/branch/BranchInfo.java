package ai.memoturn.client.branch;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One branch of a database. New components may be added: read it, do not construct it.
 *
 * @param name the branch
 * @param createdAt when it was forked
 * @param ttlAt from when on it may be collected, which happens within about half a
 * minute; {@code null} for a branch that stays
 */
public record BranchInfo(String name, Instant createdAt, @Nullable Instant ttlAt) {

	public BranchInfo {
		Objects.requireNonNull(name, "name must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
	}

}
