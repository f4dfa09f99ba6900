package ai.memoturn.client.sql;

/**
 * Answer to a statement that was run for its effect. New components may be added: read
 * it, do not construct it.
 *
 * @param rowsAffected how many rows the statement itself changed, without those of
 * triggers and foreign keys; 0 for one that returns rows; of no meaning for one that
 * changes the schema
 * @param txid transaction id of the branch at which the effect is visible
 */
public record UpdateResult(long rowsAffected, long txid) {

}
