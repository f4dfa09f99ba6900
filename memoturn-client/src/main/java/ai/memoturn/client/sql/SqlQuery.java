package ai.memoturn.client.sql;

import java.util.List;
import java.util.Optional;

import ai.memoturn.client.error.MemoturnException;

/**
 * A statement whose rows are wanted. Each method runs it anew, as described at
 * {@link SqlSpec}. The server has no limit on rows, so the size of the answer is limited
 * by the client's maximum alone.
 * <p>
 * Repetition: a statement that cannot write is retryable after any transient failure. One
 * may write unless it begins with {@code select} or {@code with} and its text holds
 * neither a semicolon nor, anywhere, one of the words that write, such as {@code update}
 * or {@code replace}; such a one is retryable only if the call provably never left, or
 * was refused as overload.
 *
 * @param <T> what the rows become
 * @see ReactiveSqlQuery
 */
public interface SqlQuery<T> {

	/**
	 * Run the statement and return its rows.
	 * @return the rows in their order; empty when there are none
	 * @throws IllegalArgumentException if a row does not fit the type, or is NULL where
	 * the type is that of a single value; the statement was run
	 * @throws MemoturnException if the call fails
	 */
	List<T> list();

	/**
	 * Run the statement and return its only row.
	 * @return the row; empty when there is none, or it is NULL where the type is that of
	 * a single value
	 * @throws IllegalArgumentException if a row does not fit the type; the statement was
	 * run
	 * @throws IllegalStateException if there are several rows; the statement was run
	 * @throws MemoturnException if the call fails
	 */
	Optional<T> optional();

	/**
	 * Run the statement and return its only row.
	 * @return the row
	 * @throws java.util.NoSuchElementException if there is none, or it is NULL where the
	 * type is that of a single value; the statement was run
	 * @throws IllegalArgumentException if a row does not fit the type; the statement was
	 * run
	 * @throws IllegalStateException if there are several rows; the statement was run
	 * @throws MemoturnException if the call fails
	 */
	T single();

}
