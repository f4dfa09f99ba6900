package ai.memoturn.embedded.store;

import java.sql.SQLException;

/**
 * What is done with statements that a user wrote. Runs on any thread, and only once.
 *
 * @param <T> what it returns
 */
public interface SqlWork<T> {

	/**
	 * Do the work. Whatever is thrown undoes all of it.
	 * @param connection the sandboxed connection, within its transaction
	 * @return the result
	 * @throws SQLException if SQLite refuses
	 */
	T apply(SqlConnection connection) throws SQLException;

	/**
	 * Return whether the work could tell what earlier statements on its connection did.
	 * @return whether it is to be given a new connection
	 */
	default boolean needsFreshConnection() {
		return false;
	}

}
