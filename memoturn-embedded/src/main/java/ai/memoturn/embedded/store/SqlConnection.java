package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A connection on which statements of users run, within a transaction that is not theirs
 * to end. Valid only within the work that it is given to.
 * <p>
 * The connection attaches no other file, holds every value to 16 MiB, or less where that
 * could take too long, and ends what runs past its time; that statements leave the
 * reserved tables alone is for the caller to see to.
 */
public final class SqlConnection {

	/** By how much a statement may outlast its limit, half of what is promised. */
	private static final long GRACE_NANOS = Duration.ofMillis(100).toNanos();

	private final SqliteSession session;

	private long end;

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
		this.end = System.nanoTime() + limit.toNanos();
		this.session.stopAt(this.end);
	}

	/**
	 * Hold the values of the statement that runs next to a length at which it can be
	 * stopped in time, and stop it earlier if it could be at something that cannot be
	 * stopped. Such a thing may take half of the time that is left, so that every
	 * statement has the other half.
	 * @param sql the statement
	 * @return how long its values may be, in bytes
	 * @throws SQLException if SQLite refuses
	 */
	public int bound(String sql) throws SQLException {
		StatementCost cost = this.session.cost(sql);
		int longest = cost.longestValue(Math.max(0, this.end - System.nanoTime()), GRACE_NANOS);
		this.session.stopAt(this.end - Math.max(0, cost.nanos(longest) - GRACE_NANOS));
		this.session.limitValues(longest);
		return longest;
	}

	/**
	 * End what {@link #bound} began.
	 * @throws SQLException if SQLite refuses
	 */
	public void unbound() throws SQLException {
		this.session.limitValues(SqliteSession.LONGEST_VALUE);
		this.session.stopAt(this.end);
	}

	/**
	 * Return whether the time of the work is over.
	 * @return whether it is
	 */
	public boolean isOverdue() {
		return this.session.isOverdue();
	}

}
