package ai.memoturn.embedded.store;

/**
 * An answer and the transaction id of the state that it reflects.
 *
 * @param value the answer
 * @param txid the branch's transaction id
 * @param <T> what the answer is
 */
public record Versioned<T>(T value, long txid) {
}
