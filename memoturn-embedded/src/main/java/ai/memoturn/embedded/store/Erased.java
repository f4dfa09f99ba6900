package ai.memoturn.embedded.store;

/**
 * What an erasing write returned, and which state is the first without what it deleted.
 *
 * @param value what the work returned
 * @param txid the branch's transaction id after the round that the work was part of
 * @param generation that of the branch's file, which every rewind raises
 * @param <T> what the work returns
 */
public record Erased<T>(T value, long txid, int generation) {
}
