package ai.memoturn.client.branch;

/**
 * Answer to a rewind. New components may be added: read it, do not construct it.
 *
 * @param txid the transaction id of the state that the branch has again; what is written
 * next counts on from it, so that transaction ids seen before may come again for other
 * states
 * @param epoch a number that servers tell writers of a branch apart by; of no meaning to
 * an application
 */
public record RewindResult(long txid, long epoch) {

}
