package ai.memoturn.client.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import ai.memoturn.client.operation.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of one statement, which is checked.
 */
record DefaultSqlSpec(Transport transport, SqlOperations operations, SqlStatement statement) implements SqlSpec {

	DefaultSqlSpec {
		operations.checked();
	}

	@Override
	public SqlSpec param(@Nullable Object value) {
		return new DefaultSqlSpec(this.transport, this.operations, this.statement.param(value));
	}

	@Override
	public SqlSpec params(@Nullable Object... values) {
		return new DefaultSqlSpec(this.transport, this.operations, this.statement.params(values));
	}

	@Override
	public SqlQuery<Map<String, @Nullable Object>> query() {
		return new Query<>(this, StatementResult::asMaps);
	}

	@Override
	public <T> SqlQuery<T> query(Class<T> type) {
		return new Query<>(this, (result) -> result.objects(type));
	}

	@Override
	public UpdateResult update() {
		BatchResult answer = run();
		return new UpdateResult(answer.results().get(0).rowsAffected(), answer.txid());
	}

	private BatchResult run() {
		return this.transport.call(this.operations.batch(List.of(this.statement)));
	}

	@Override
	public String toString() {
		return "SqlSpec[" + this.operations.database() + "]";
	}

	private record Query<T>(DefaultSqlSpec sql, Function<StatementResult, List<T>> reader) implements SqlQuery<T> {

		@Override
		public List<T> list() {
			return Row.withoutNull(rows());
		}

		@Override
		public Optional<T> optional() {
			return Row.optional(rows());
		}

		@Override
		public T single() {
			return Row.single(rows());
		}

		private List<T> rows() {
			return this.reader.apply(this.sql.run().results().get(0));
		}

		@Override
		public String toString() {
			return "SqlQuery[" + this.sql.operations.database() + "]";
		}

	}

}
