package ai.memoturn.embedded.store;

/**
 * What a rewind has led to.
 *
 * @param txid the branch's transaction id now
 * @param epoch a number that grows whenever the file of the branch is replaced, from 1
 */
public record Rewound(long txid, long epoch) {
}
