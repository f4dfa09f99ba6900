package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

import ai.memoturn.embedded.fault.Fault;

/**
 * One committed state of a branch. Valid only within the work that it is given to.
 */
public final class Snapshot {

	private final SqliteSession session;

	private final long txid;

	private final Map<BranchModule<?, ?>, BranchPart.View> views;

	Snapshot(SqliteSession session, long txid, Map<BranchModule<?, ?>, BranchPart.View> views) {
		this.session = session;
		this.txid = txid;
		this.views = views;
	}

	/**
	 * Return the transaction id of this state.
	 * @return the transaction id, 0 if nothing was ever written
	 */
	public long txid() {
		return this.txid;
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
	 * Return what a module keeps in memory of this state: at least what belongs to its
	 * rows, possibly more.
	 * @param module the module
	 * @return the view
	 * @param <V> the type of the view
	 */
	@SuppressWarnings("unchecked")
	public <V extends BranchPart.View> V view(BranchModule<?, V> module) {
		BranchPart.View view = this.views.get(module);
		if (view == null) {
			throw new IllegalArgumentException("The module is not attached to this store");
		}
		return (V) view;
	}

	/**
	 * End the read if it has run for too long. SQLite is stopped by itself; loops between
	 * statements call this.
	 * @throws Fault if the time is over
	 */
	public void checkTime() {
		this.session.checkTime();
	}

}
