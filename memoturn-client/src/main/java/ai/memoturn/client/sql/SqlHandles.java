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

	public static SqlSpec blocking(Transport transport, DatabaseSpec database, String text) {
		return new DefaultSqlSpec(transport, new SqlOperations(database), SqlStatement.of(text));
	}

	public static ReactiveSqlSpec reactive(Transport transport, DatabaseSpec database, String text) {
		return new DefaultReactiveSqlSpec(transport, new SqlOperations(database), text, List.of());
	}

	public static BatchResult batch(Transport transport, DatabaseSpec database, List<SqlStatement> statements) {
		return transport.call(new SqlOperations(database).batch(statements));
	}

	public static Mono<BatchResult> batchLater(Transport transport, DatabaseSpec database,
			List<SqlStatement> statements) {
		return transport.send(() -> new SqlOperations(database).batch(statements));
	}

}
