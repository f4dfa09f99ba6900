package ai.memoturn.client.transcript;

/**
 * Answer to an append. New components may be added: read it, do not construct it.
 *
 * @param seq the turn's place in its session, counted from 1
 * @param txid transaction id of the branch at which the turn is visible
 */
public record AppendResult(long seq, long txid) {

}
