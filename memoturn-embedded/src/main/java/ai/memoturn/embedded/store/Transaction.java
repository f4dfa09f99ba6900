package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The write that is running on a branch. Valid only within the work that it is given to.
 */
public final class Transaction {

	private final SqliteSession session;

	private final BranchParts parts;

	Transaction(SqliteSession session, BranchParts parts) {
		this.session = session;
		this.parts = parts;
	}

	/**
	 * Return the statement for a text, which stays compiled while it is among those last
	 * used. It belongs to the connection: close its results, not the statement. Values
	 * are bound, and names in the text checked before.
	 * @param sql the text
	 * @return the statement without parameters
	 * @throws SQLException if SQLite refuses
	 */
	public PreparedStatement prepare(String sql) throws SQLException {
		return this.session.prepare(sql);
	}

	/**
	 * Return the part of a module in this branch, to be changed along with the rows.
	 * @param module the module
	 * @return its part
	 * @param <P> the type of the part
	 * @param <V> the type of its view
	 */
	public <P extends BranchPart<V>, V extends BranchPart.View> P part(BranchModule<P, V> module) {
		return this.parts.part(module);
	}

}
