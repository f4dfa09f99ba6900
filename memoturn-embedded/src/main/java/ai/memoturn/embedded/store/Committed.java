package ai.memoturn.embedded.store;

/**
 * What a write returned, and the transaction id of the state that holds it.
 *
 * @param value what the work returned
 * @param txid the branch's transaction id after the round that the work was part of
 * @param <T> what the work returns
 */
public record Committed<T>(T value, long txid) {
}
