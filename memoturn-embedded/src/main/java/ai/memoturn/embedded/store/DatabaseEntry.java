package ai.memoturn.embedded.store;

/**
 * A database that the catalogue knows.
 *
 * @param uuid what tells it from an earlier or later one of the same name
 * @param name its name
 * @param createdAt when it was registered, Unix milliseconds
 */
public record DatabaseEntry(String uuid, String name, long createdAt) {
}
