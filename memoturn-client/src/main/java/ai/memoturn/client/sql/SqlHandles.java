package ai.memoturn.client.sql;

import java.util.List;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;
import reactor.core.publisher.Mono;

/**
 * Runs the SQL of a database. Not API: applications use {@code MemoturnDatabase.sql} and
 * {@code MemoturnDatabase.batch}.
 */
public final class SqlHandles {

	private SqlHandles() {
	}

	/**
	 * Begin a statement that blocks.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param text the statement
	 * @return what its parameters are set on
	 */
	public static SqlSpec blocking(Transport transport, DatabaseSpec database, String text) {
		return new DefaultSqlSpec(transport, new SqlOperations(database), SqlStatement.of(text));
	}

	/**
	 * Begin a statement that does not block.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param text the statement, checked on subscription
	 * @return what its parameters are set on
	 */
	public static ReactiveSqlSpec reactive(Transport transport, DatabaseSpec database, String text) {
		return new DefaultReactiveSqlSpec(transport, new SqlOperations(database), text, List.of());
	}

	/**
	 * Run statements in one transaction.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param statements the statements
	 * @return their results, in the same order
	 */
	public static BatchResult batch(Transport transport, DatabaseSpec database, List<SqlStatement> statements) {
		return transport.call(new SqlOperations(database).batch(statements));
	}

	/**
	 * Run statements in one transaction on each subscription.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param statements the statements, checked on subscription
	 * @return their results, in the same order
	 */
	public static Mono<BatchResult> batchLater(Transport transport, DatabaseSpec database,
			List<SqlStatement> statements) {
		return transport.send(() -> new SqlOperations(database).batch(statements));
	}

}
