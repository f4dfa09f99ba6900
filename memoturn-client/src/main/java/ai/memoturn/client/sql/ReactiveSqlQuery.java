package ai.memoturn.client.sql;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A statement whose rows are wanted, without blocking: the twin of {@link SqlQuery}. Each
 * subscription runs the statement anew.
 *
 * @param <T> what the rows become
 * @see SqlQuery
 */
public interface ReactiveSqlQuery<T> {

	/**
	 * Run the statement and return its rows.
	 * @return the rows in their order, from one answer
	 * @see SqlQuery#list()
	 */
	Flux<T> list();

	/**
	 * Run the statement and return its only row.
	 * @return the row; an empty {@code Mono} when there is none, or it is NULL where the
	 * type is that of a single value
	 * @see SqlQuery#optional()
	 */
	Mono<T> optional();

	/**
	 * Run the statement and return its only row.
	 * @return the row
	 * @see SqlQuery#single()
	 */
	Mono<T> single();

}
