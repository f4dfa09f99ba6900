package ai.memoturn.client.sql;

import java.util.Map;

import ai.memoturn.client.error.MemoturnException;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement on one branch of one database, before it is run:
 * {@code db.sql("select name from person where id = ?").param(1).query(Person.class).list()}.
 * Immutable: {@link #param} and {@link #params} return a changed copy, so that one may be
 * kept, shared between threads and run many times.
 * <p>
 * Each run is a transaction of its own and always goes to the writer of the branch. Every
 * method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}; in addition it fails with
 * {@link ai.memoturn.client.error.InvalidRequestException} when the statement fails,
 * {@link ai.memoturn.client.error.ForbiddenException} when it names what is the server's
 * own, and {@link ai.memoturn.client.error.NotFoundException} when the database or the
 * branch does not exist.
 *
 * @see ReactiveSqlSpec
 */
public interface SqlSpec {

	/**
	 * Return a copy with one more parameter at the end.
	 * @param value as in {@link SqlStatement#param(Object)}
	 * @return the changed copy
	 * @throws IllegalArgumentException if the value cannot be sent
	 */
	SqlSpec param(@Nullable Object value);

	/**
	 * Return a copy with more parameters at the end. Parameters that are missing in the
	 * end are NULL, surplus ones are ignored.
	 * @param values as in {@link SqlStatement#param(Object)}
	 * @return the changed copy
	 * @throws IllegalArgumentException if a value cannot be sent
	 */
	SqlSpec params(@Nullable Object... values);

	/**
	 * Ask for the rows of this statement as maps. Nothing is sent before the rows are
	 * taken.
	 * @return the query; each row is a map from the names of the columns, in their order,
	 * to {@code Long}, {@code Double}, {@code String}, {@code byte[]} or {@code null}; of
	 * columns with the same name the first counts
	 */
	SqlQuery<Map<String, @Nullable Object>> query();

	/**
	 * Ask for the rows of this statement as objects. Nothing is sent before the rows are
	 * taken.
	 * @param <T> the type
	 * @param type a record or bean, whose components take the columns of their names
	 * without regard to case and underscores ({@code userName} takes {@code user_name});
	 * columns without a component are ignored, components without a column are
	 * {@code null}, or fail if they are primitive. Or the type of a single value
	 * ({@code String}, a number, {@code Boolean}, {@code byte[]}, an enum or
	 * {@code java.time} value), which takes the only column. Numbers become
	 * {@code boolean} by being 0 or not, and {@code Instant} as milliseconds since 1970
	 * @return the query
	 */
	<T> SqlQuery<T> query(Class<T> type);

	/**
	 * Run this statement for its effect.
	 * <p>
	 * Repetition: sending it again runs it again, so only a call that provably never
	 * left, or was refused as overload, is retryable; a statement that cannot write, as
	 * in {@link SqlQuery}, is retryable after any transient failure.
	 * @return how many rows it changed
	 * @throws MemoturnException if the call fails
	 */
	UpdateResult update();

}
