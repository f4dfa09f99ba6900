package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * A branch that the catalogue knows. Its file may not exist yet; it is made at the first
 * use.
 *
 * @param database the database that it belongs to
 * @param name its name
 * @param fileId what its files are called by; unique in the store and never reused
 * @param createdAt when it was registered, Unix milliseconds
 * @param ttlAt when it may be deleted, Unix milliseconds; {@code null} if never
 */
public record BranchEntry(DatabaseEntry database, String name, String fileId, long createdAt, @Nullable Long ttlAt) {
}
