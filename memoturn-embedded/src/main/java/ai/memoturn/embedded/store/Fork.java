package ai.memoturn.embedded.store;

/**
 * A branch that was just forked.
 *
 * @param branch the branch
 * @param txid the transaction id of the state of its parent that it starts with
 */
public record Fork(BranchEntry branch, long txid) {
}
