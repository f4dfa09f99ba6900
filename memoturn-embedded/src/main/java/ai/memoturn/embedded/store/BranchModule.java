package ai.memoturn.embedded.store;

import java.sql.SQLException;

/**
 * What a service contributes to every branch: its tables and its part in memory. Attached
 * with {@link NodeStore#attach} before the first branch is used; the same object then
 * asks for the part.
 *
 * @param <P> the part in memory
 * @param <V> what readers see of it
 */
public interface BranchModule<P extends BranchPart<V>, V extends BranchPart.View> {

	/**
	 * Create the tables that are not there yet. Their names start with
	 * {@code __memoturn_}.
	 * @param transaction the transaction that opens the branch
	 * @throws SQLException if SQLite refuses
	 */
	void createTables(Transaction transaction) throws SQLException;

	/**
	 * Build the part from the rows.
	 * @param transaction the transaction that opens the branch
	 * @return the part
	 * @throws SQLException if SQLite refuses
	 */
	P load(Transaction transaction) throws SQLException;

}
