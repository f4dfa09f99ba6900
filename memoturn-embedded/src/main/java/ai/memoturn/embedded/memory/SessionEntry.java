package ai.memoturn.embedded.memory;

/**
 * One session of a profile. Times are Unix milliseconds.
 *
 * @param id the session's id
 * @param createdAt when a memory first named it
 * @param lastActiveAt when a memory last named it
 */
public record SessionEntry(String id, long createdAt, long lastActiveAt) {
}
