package ai.memoturn.client.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Transport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of one statement, which is checked on subscription.
 */
record DefaultReactiveSqlSpec(Transport transport, SqlOperations operations, String text,
		@Nullable List<@Nullable Object> params) implements ReactiveSqlSpec {

	@Override
	public ReactiveSqlSpec param(@Nullable Object value) {
		return with(Collections.singletonList(value));
	}

	@Override
	public ReactiveSqlSpec params(@Nullable Object... values) {
		return with((values != null) ? Arrays.asList(values.clone()) : null);
	}

	// No list at all must fail when it is checked.
	private ReactiveSqlSpec with(@Nullable List<@Nullable Object> values) {
		List<@Nullable Object> more = null;
		if (this.params != null && values != null) {
			more = new ArrayList<>(this.params);
			more.addAll(values);
		}
		return new DefaultReactiveSqlSpec(this.transport, this.operations, this.text, more);
	}

	@Override
	public ReactiveSqlQuery<Map<String, @Nullable Object>> query() {
		return new Query<>(this, StatementResult::asMaps);
	}

	@Override
	public <T> ReactiveSqlQuery<T> query(Class<T> type) {
		return new Query<>(this, (result) -> result.objects(type));
	}

	@Override
	public Mono<UpdateResult> update() {
		return run().map((answer) -> new UpdateResult(answer.results().get(0).rowsAffected(), answer.txid()));
	}

	private Mono<BatchResult> run() {
		return this.transport.send(() -> this.operations
			.batch(List.of(SqlStatement.of(this.text, Checks.notNull("params", this.params).toArray()))));
	}

	@Override
	public String toString() {
		return "ReactiveSqlSpec[" + this.operations.database() + "]";
	}

	private record Query<T>(DefaultReactiveSqlSpec sql,
			Function<StatementResult, List<T>> reader) implements ReactiveSqlQuery<T> {

		@Override
		public Flux<T> list() {
			return rows().map(Row::withoutNull).flatMapIterable((rows) -> rows);
		}

		@Override
		public Mono<T> optional() {
			return rows().flatMap((rows) -> Mono.justOrEmpty(Row.optional(rows)));
		}

		@Override
		public Mono<T> single() {
			return rows().map(Row::single);
		}

		private Mono<List<T>> rows() {
			return this.sql.run().map((answer) -> this.reader.apply(answer.results().get(0)));
		}

		@Override
		public String toString() {
			return "ReactiveSqlQuery[" + this.sql.operations.database() + "]";
		}

	}

}
