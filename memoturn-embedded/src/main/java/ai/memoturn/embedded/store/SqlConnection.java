package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A connection on which statements of users run, within a transaction that is not theirs
 * to end. Valid only within the work that it is given to.
 * <p>
 * The connection attaches no other file, holds every value to 16 MiB and ends what runs
 * past its time; that statements leave the reserved tables alone is for the caller to see
 * to.
 */
public final class SqlConnection {

	private final SqliteSession session;

	private boolean effective;

	SqlConnection(SqliteSession session) {
		this.session = session;
	}

	/**
	 * Compile a statement of a user, or the explanation of one.
	 * @param sql one statement that is not empty
	 * @return the statement, for the caller to close
	 * @throws SQLException if SQLite refuses
	 */
	public PreparedStatement compile(String sql) throws SQLException {
		return this.session.compile(sql);
	}

	/**
	 * Return the statement for a constant text, compiled once per connection. It belongs
	 * to the connection: close its results, not the statement.
	 * @param sql the text
	 * @return the statement without parameters
	 * @throws SQLException if SQLite refuses
	 */
	public PreparedStatement prepare(String sql) throws SQLException {
		return this.session.prepare(sql);
	}

	/**
	 * Return how many rows the last statement that inserts, updates or deletes has
	 * changed, triggers and foreign keys aside.
	 * @return the number of rows
	 * @throws SQLException if SQLite refuses
	 */
	public long changes() throws SQLException {
		return this.session.changes();
	}

	/**
	 * Return a number that changes with the schema.
	 * @return the number
	 * @throws SQLException if SQLite refuses
	 */
	public long schemaVersion() throws SQLException {
		return this.session.schemaVersion();
	}

	/**
	 * Let the transaction count as one that changed something, where SQLite counts no
	 * rows.
	 */
	public void countAsChange() {
		this.effective = true;
	}

	boolean isCountedAsChange() {
		return this.effective;
	}

	/**
	 * Let statements be interrupted once some time from now is over.
	 * @param limit how long
	 */
	public void limitTime(Duration limit) {
		this.session.limitTime(limit);
	}

	/**
	 * Return whether the time of the work is over.
	 * @return whether it is
	 */
	public boolean isOverdue() {
		return this.session.isOverdue();
	}

}
