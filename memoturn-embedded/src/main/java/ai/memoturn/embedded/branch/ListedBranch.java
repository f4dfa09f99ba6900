package ai.memoturn.embedded.branch;

import org.jspecify.annotations.Nullable;

/**
 * A branch as a list shows it.
 *
 * @param database the name of its database
 * @param name its name
 * @param ttlAt when it may be deleted, Unix milliseconds; {@code null} if never
 * @param createdAt when it was created, Unix milliseconds
 */
public record ListedBranch(String database, String name, @Nullable Long ttlAt, long createdAt) {
}
