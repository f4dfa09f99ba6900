package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the rows of a table whose time is over. They are hidden before: whoever reads
 * the table compares {@code expires_at} with the time.
 */
public final class Expiry {

	private static final Logger logger = LoggerFactory.getLogger(Expiry.class);

	private static final int BATCH = 500;

	private final NodeStore store;

	private final InstantSource clock;

	private final String table;

	private final String anyExpired;

	private final String deleteBatch;

	/**
	 * Describe a table with an indexed column {@code expires_at}.
	 * @param store where it is, in every branch
	 * @param clock tells the time
	 * @param table its name
	 * @param key the columns of its primary key, separated by commas
	 */
	public Expiry(NodeStore store, InstantSource clock, String table, String key) {
		this.store = store;
		this.clock = clock;
		this.table = table;
		this.anyExpired = "SELECT EXISTS (SELECT 1 FROM " + table + " WHERE expires_at <= ?)";
		this.deleteBatch = "DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table
				+ " WHERE expires_at <= ? LIMIT ?)";
	}

	/**
	 * Return when something expires.
	 * @param now the time, Unix milliseconds
	 * @param ttlSeconds how long it lives, not negative
	 * @return the time from which on it is gone, Unix milliseconds; the largest there is
	 * if that is beyond it, never an earlier one
	 */
	public static long instant(long now, long ttlSeconds) {
		return (ttlSeconds <= (Long.MAX_VALUE - now) / 1000) ? now + ttlSeconds * 1000 : Long.MAX_VALUE;
	}

	/**
	 * Delete the rows that have expired in the branches that are open. To be called from
	 * time to time.
	 * @return how many were deleted
	 */
	public int sweep() {
		AtomicInteger deleted = new AtomicInteger();
		this.store.forEachOpenBranch((branch) -> {
			try {
				deleted.addAndGet(sweep(branch));
			}
			catch (Fault ex) {
				logger.warn("Expired rows of {} could not be deleted; they are tried again", this.table, ex);
			}
		});
		return deleted.get();
	}

	private int sweep(BranchAccess branch) {
		long now = this.clock.millis();
		int deleted = 0;
		// A look first, since most of the time there is nothing to write.
		while (branch.read((snapshot) -> {
			PreparedStatement select = snapshot.prepare(this.anyExpired);
			select.setLong(1, now);
			try (ResultSet rows = select.executeQuery()) {
				return rows.next() && rows.getBoolean(1);
			}
		})) {
			deleted += branch.write(false, (transaction) -> {
				PreparedStatement delete = transaction.prepare(this.deleteBatch);
				delete.setLong(1, now);
				delete.setInt(2, BATCH);
				return delete.executeUpdate();
			}).value();
		}
		return deleted;
	}

}
