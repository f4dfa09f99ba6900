package ai.memoturn.embedded.store.history;

/**
 * A committed state of a branch.
 *
 * @param txid its transaction id
 * @param hash the {@linkplain StateHash hash} of its file
 * @param pages how many pages that has
 */
public record State(long txid, long hash, int pages) {
}
