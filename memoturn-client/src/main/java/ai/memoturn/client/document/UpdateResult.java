package ai.memoturn.client.document;

/**
 * Answer to an update. New components may be added: read it, do not construct it.
 *
 * @param modified how many documents matched and were written anew, even if nothing in
 * them changed
 * @param txid transaction id of the branch at which the changes are visible
 */
public record UpdateResult(long modified, long txid) {

}
