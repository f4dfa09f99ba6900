package ai.memoturn.client.vector;

/**
 * Answer to an upsert. New components may be added: read it, do not construct it.
 *
 * @param txid transaction id of the branch at which the vector is visible
 */
public record UpsertResult(long txid) {

}
