package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * A connection on which statements of users run, within a transaction that is not theirs
 * to end. Valid only within the work that it is given to.
 * <p>
 * The connection attaches no other file, holds every value to 16 MiB, or less where that
 * could take too long, and ends what runs past its time; that statements leave the
 * reserved tables alone is for the caller to see to.
 */
public final class SqlConnection {

	/** How many bytes of UTF-8 a statement may have. */
	public static final int LONGEST_STATEMENT = SqliteSession.LONGEST_VALUE;

	/** By how much a statement may outlast its limit, half of what is promised. */
	private static final long GRACE_NANOS = Duration.ofMillis(100).toNanos();

	/**
	 * How long it takes to give up a page of a table or index, and to overwrite it: twice
	 * of what was measured on a busy machine (23 microseconds of the processor's time).
	 */
	private static final long NANOS_PER_PAGE = 40_000;

	private static final String PAGES = """
			SELECT count(*) FROM (
				SELECT 1 FROM sqlite_schema AS tree CROSS JOIN dbstat AS page ON page.name = tree.name
				WHERE tree.rootpage IN (SELECT value FROM json_each(?)) LIMIT ?)""";

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
	 * @throws Fault {@code invalid_request} if it empties at once, which cannot be
	 * stopped, more than there is time for
	 * @throws SQLException if SQLite refuses
	 */
	public int bound(String sql) throws SQLException {
		StatementCost cost = this.session.cost(sql);
		if (!cost.emptied().isEmpty()) {
			checkEmptied(cost.emptied());
		}
		if (cost.growing()) {
			this.session.limitMemory();
		}
		int longest = cost.longestValue(Math.max(0, this.end - System.nanoTime()), GRACE_NANOS);
		this.session.stopAt(this.end - Math.max(0, cost.nanos(longest) - GRACE_NANOS));
		this.session.limitValues(longest);
		return longest;
	}

	private void checkEmptied(Set<Long> roots) throws SQLException {
		if (this.session.queryLong("PRAGMA page_count") <= mostPages()) {
			return;
		}
		PreparedStatement count = this.session.prepare(PAGES);
		count.setString(1, roots.toString());
		count.setLong(2, mostPages() + 1);
		long pages;
		try (ResultSet row = count.executeQuery()) {
			pages = row.next() ? row.getLong(1) : 0;
		}
		if (pages > mostPages()) {
			throw new Fault(FaultCode.INVALID_REQUEST, "sql error: what is emptied at once by this statement is too"
					+ " large for the time that there is; delete its rows before, some at a time, with a WHERE");
		}
	}

	private long mostPages() {
		return Math.max(0, this.end - System.nanoTime() + GRACE_NANOS) / NANOS_PER_PAGE;
	}

	/**
	 * Return whether the statement that runs was stopped because it takes too much
	 * memory.
	 * @return whether it was
	 */
	public boolean isTooLarge() {
		return this.session.isTooLarge();
	}

	/**
	 * End what {@link #bound} began.
	 * @throws SQLException if SQLite refuses
	 */
	public void unbound() throws SQLException {
		this.session.unlimitMemory();
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
