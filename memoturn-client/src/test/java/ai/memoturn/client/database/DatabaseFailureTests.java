package ai.memoturn.client.database;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.document.Filters;
import ai.memoturn.client.document.Updates;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.testing.DatabaseWire;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What each operation of a database says when it fails: whether it may be repeated, and
 * that no answer is guessed.
 */
@SuppressWarnings("NullAway") // loses the nullness of type arguments here
class DatabaseFailureTests {

	private static final DatabaseWire wire = new DatabaseWire();

	private static final float[] ONE = { 1 };

	@AfterAll
	static void close() {
		wire.close();
	}

	/**
	 * What may happen to an operation.
	 */
	enum Repetition {

		/** Again after any transient failure. */
		READ(true, true),

		/** Again after any transient failure, though its outcome is unknown. */
		HARMLESS(true, true),

		/** Again after a refusal. */
		IDEMPOTENT(true, false),

		/** Again if it was never looked at. */
		ONCE(false, false);

		private final boolean afterRefusal;

		private final boolean afterLoss;

		Repetition(boolean afterRefusal, boolean afterLoss) {
			this.afterRefusal = afterRefusal;
			this.afterLoss = afterLoss;
		}

	}

	static Stream<Arguments> operations() {
		return Stream
			.of(operation("kv.put", Repetition.IDEMPOTENT, (db) -> db.kv("s").put("k", "v")),
					operation("kv.get", Repetition.READ, (db) -> db.kv("s").get("k")),
					operation("kv.delete", Repetition.IDEMPOTENT, (db) -> db.kv("s").delete("k")),
					operation("kv.keys", Repetition.READ, (db) -> db.kv("s").keys()),
					operation("vectors.upsert", Repetition.IDEMPOTENT, (db) -> db.vectors("v").upsert("a", ONE)),
					operation("vectors.search", Repetition.READ, (db) -> db.vectors("v").search(ONE)),
					operation("docs.insert", Repetition.ONCE, (db) -> db.collection("c").insert(Map.of("_id", "a"))),
					operation("docs.find", Repetition.READ, (db) -> db.collection("c").find()),
					operation("docs.update", Repetition.ONCE,
							(db) -> db.collection("c").updateOne(Filters.all(), Updates.set("a", 1))),
					operation("docs.delete", Repetition.ONCE, (db) -> db.collection("c").deleteMany(Filters.all())),
					operation("docs.createIndex", Repetition.HARMLESS, (db) -> db.collection("c").createIndex("a")),
					operation("sql.read", Repetition.READ, (db) -> db.sql("select 1").query().list()),
					operation("sql.read", Repetition.READ, (db) -> db.sql("select 1").update()),
					operation("sql.write", Repetition.ONCE, (db) -> db.sql("delete from t").update()),
					operation("sql.write", Repetition.ONCE,
							(db) -> db.sql("insert into t values (1) returning a").query(Long.class).single()),
					operation("sql.write", Repetition.ONCE,
							(db) -> db.batch(SqlStatement.of("select 1"), SqlStatement.of("delete from t"))),
					operation("branch.fork", Repetition.ONCE, (db) -> db.fork("x")),
					operation("branch.list", Repetition.READ, (db) -> db.branches()),
					operation("branch.delete", Repetition.ONCE, (db) -> db.deleteBranch("x")),
					operation("branch.checkpoint", Repetition.IDEMPOTENT, (db) -> db.checkpoint("a")),
					operation("branch.rewind", Repetition.ONCE, (db) -> db.rewind("a")),
					operation("branch.rewind", Repetition.ONCE, (db) -> db.rewind(1)),
					operation("branch.sync", Repetition.HARMLESS, (db) -> db.sync()))
			.flatMap((operation) -> Arrays.stream(Face.values())
				.map((face) -> Arguments.of(face, operation.get()[0], operation.get()[1], operation.get()[2])));
	}

	@ParameterizedTest
	@MethodSource("operations")
	void repetitionShouldBeAdvisedAsListed(Face face, String name, Repetition repetition,
			Consumer<MemoturnDatabase> call) {
		MemoturnDatabase db = wire.database(face);
		wire.answer(429, "{\"error\":\"x\",\"code\":\"overloaded\"}");
		fails(name, true, () -> call.accept(db));
		wire.answer(503, "{\"error\":\"x\",\"code\":\"unavailable\"}");
		fails(name, repetition.afterRefusal, () -> call.accept(db));
		wire.server().reply(Reply.of(408, "", ""));
		fails(name, repetition.afterLoss, () -> call.accept(db));
		wire.answer(500, "{\"error\":\"x\",\"code\":\"internal\"}");
		fails(name, false, () -> call.accept(db));
		wire.answer(400, "{\"error\":\"x\",\"code\":\"invalid_request\"}");
		fails(name, false, () -> call.accept(db));
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenAnswerIsNotTheProtocolsThenItIsNotGuessed(Face face, String name, Repetition repetition,
			Consumer<MemoturnDatabase> call) {
		// The first of them takes any bytes, the others need none.
		if (List.of("kv.get", "kv.delete", "branch.delete").contains(name)) {
			return;
		}
		for (String body : DatabaseWire.brokenAnswers()) {
			wire.answer(200, body);
			assertThatExceptionOfType(MemoturnException.class).as(body)
				.isThrownBy(() -> call.accept(wire.database(face)))
				.isInstanceOf(
						(repetition == Repetition.READ) ? UnavailableException.class : UnknownOutcomeException.class)
				.withMessageContaining(name)
				.returns(repetition.afterLoss, MemoturnException::isRetryable);
		}
	}

	@Test
	void blockingCallShouldBeRefusedWhereNothingMayBlock() {
		operations().filter((operation) -> operation.get()[0] == Face.BLOCKING).forEach((operation) -> {
			@SuppressWarnings("unchecked")
			Consumer<MemoturnDatabase> call = (Consumer<MemoturnDatabase>) operation.get()[3];
			assertThatIllegalStateException()
				.isThrownBy(() -> Mono.fromRunnable(() -> call.accept(wire.database(Face.BLOCKING)))
					.subscribeOn(Schedulers.parallel())
					.block())
				.withMessageContaining((String) operation.get()[1]);
		});
	}

	private static void fails(String name, boolean retryable, Runnable call) {
		assertThatExceptionOfType(MemoturnException.class).isThrownBy(call::run)
			.withMessageContaining(name)
			.returns(retryable, MemoturnException::isRetryable);
		assertThat(wire.server().requests()).isNotEmpty();
	}

	private static Arguments operation(String name, Repetition repetition, Consumer<MemoturnDatabase> call) {
		return Arguments.of(name, repetition, call);
	}

}
