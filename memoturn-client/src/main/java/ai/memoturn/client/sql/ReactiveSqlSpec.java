package ai.memoturn.client.sql;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One SQL statement, without blocking: the twin of {@link SqlSpec}, where each operation,
 * its failures and what may be repeated are described. Subscriptions, threads and
 * cancelling are as described at {@link ai.memoturn.client.memory.ReactiveMemoryProfile}:
 * no method throws, blocks or sends. A bad text or parameter is an error signal of the
 * operations.
 *
 * @see SqlSpec
 */
public interface ReactiveSqlSpec {

	/**
	 * Return a copy with one more parameter at the end.
	 * @param value the value; an array is read on each subscription
	 * @return the changed copy
	 * @see SqlSpec#param(Object)
	 */
	ReactiveSqlSpec param(@Nullable Object value);

	/**
	 * Return a copy with more parameters at the end.
	 * @param values the values
	 * @return the changed copy
	 * @see SqlSpec#params(Object...)
	 */
	ReactiveSqlSpec params(@Nullable Object... values);

	/**
	 * Ask for the rows of this statement as maps.
	 * @return the query
	 * @see SqlSpec#query()
	 */
	ReactiveSqlQuery<Map<String, @Nullable Object>> query();

	/**
	 * Ask for the rows of this statement as objects.
	 * @param <T> the type
	 * @param type what the rows become
	 * @return the query
	 * @see SqlSpec#query(Class)
	 */
	<T> ReactiveSqlQuery<T> query(Class<T> type);

	/**
	 * Run this statement for its effect. Each subscription runs it.
	 * @return how many rows it changed
	 * @see SqlSpec#update()
	 */
	Mono<UpdateResult> update();

}
