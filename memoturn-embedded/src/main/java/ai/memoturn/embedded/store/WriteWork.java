package ai.memoturn.embedded.store;

import java.sql.SQLException;

/**
 * A write on one branch. It runs on any thread, possibly more than once (a lost round is
 * repeated request by request), and must therefore depend on nothing but the transaction
 * and values fixed before.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface WriteWork<T> {

	/**
	 * Do the work. Whatever is thrown undoes all of it.
	 * @param transaction the transaction to work in
	 * @return the result
	 * @throws SQLException if SQLite refuses
	 */
	T apply(Transaction transaction) throws SQLException;

}
