package ai.memoturn.embedded.memory;

/**
 * One profile of a namespace.
 *
 * @param profile its name
 * @param createdAt when it was registered, Unix milliseconds
 */
public record ProfileEntry(String profile, long createdAt) {
}
