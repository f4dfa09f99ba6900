package ai.memoturn.embedded.store;

import java.sql.SQLException;

/**
 * A read of one branch. It runs on the calling thread and must not keep the snapshot.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface ReadWork<T> {

	/**
	 * Do the work.
	 * @param snapshot the state to read
	 * @return the result
	 * @throws SQLException if SQLite refuses
	 */
	T apply(Snapshot snapshot) throws SQLException;

}
