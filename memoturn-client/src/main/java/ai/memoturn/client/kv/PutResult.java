package ai.memoturn.client.kv;

/**
 * Answer to a put. New components may be added: read it, do not construct it.
 *
 * @param txid transaction id of the branch at which the value is visible
 */
public record PutResult(long txid) {

}
