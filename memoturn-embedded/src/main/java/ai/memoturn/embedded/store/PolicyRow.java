package ai.memoturn.embedded.store;

/**
 * The policies of a namespace as they are stored.
 *
 * @param namespace the namespace
 * @param revision how many writes there were
 * @param updatedAt when the last one was, Unix milliseconds
 * @param policy the namespace's own
 * @param overrides those of its profiles
 */
public record PolicyRow(String namespace, long revision, long updatedAt, String policy, String overrides) {
}
