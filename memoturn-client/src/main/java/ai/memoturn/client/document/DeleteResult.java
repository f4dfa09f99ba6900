package ai.memoturn.client.document;

/**
 * Answer to a deletion. New components may be added: read it, do not construct it.
 *
 * @param deleted how many documents were removed
 * @param txid transaction id of the branch at which they are gone
 */
public record DeleteResult(long deleted, long txid) {

}
