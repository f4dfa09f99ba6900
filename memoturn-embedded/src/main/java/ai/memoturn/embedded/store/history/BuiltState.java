package ai.memoturn.embedded.store.history;

/**
 * A state that was built.
 *
 * @param state the state
 * @param segmentsBehind how many segments, from the newest, hold nothing that leads to it
 */
public record BuiltState(State state, int segmentsBehind) {
}
