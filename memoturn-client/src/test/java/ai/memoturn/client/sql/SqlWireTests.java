package ai.memoturn.client.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.testing.DatabaseWire;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.client.testing.DatabaseWire.bad;
import static ai.memoturn.client.testing.DatabaseWire.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What SQL puts on the wire, byte for byte, and what is made of what comes back.
 */
class SqlWireTests {

	private static final DatabaseWire wire = new DatabaseWire();

	@AfterAll
	static void close() {
		wire.close();
	}

	static Stream<Arguments> requests() {
		String all = "insert into t values (?,?,?,?,?,?,?,?,?,?)";
		return ExpectedRequest.onBothFaces(
				request("POST", "/sql", "{\"stmts\":[{\"q\":\"select 1\",\"params\":[]}]}",
						(db) -> db.sql("select 1").query().list()),
				request("POST", "/sql", "{\"stmts\":[{\"q\":\"select ?\",\"params\":[\"é\\\"\",null]}]}",
						(db) -> db.sql("select ?").param("é\"").param(null).query(String.class).optional()),
				request("POST", "/sql",
						"{\"stmts\":[{\"q\":\"" + all
								+ "\",\"params\":[1,-2,3,9223372036854775807,-9223372036854775808,"
								+ "1.0,0.5,true,false,{\"$base64\":\"AP9/\"}]}]}",
						(db) -> db.sql(all)
							.params(1, (short) -2, (byte) 3, Long.MAX_VALUE, BigInteger.valueOf(Long.MIN_VALUE), 1.0,
									0.5f, true, false, new byte[] { 0, -1, 127 })
							.update()),
				request("POST", "/sql",
						"{\"stmts\":[{\"q\":\"create table t (a)\",\"params\":[]},"
								+ "{\"q\":\"insert into t values (?1)\",\"params\":[1.0E20]}]}",
						(db) -> db.batch(SqlStatement.of("create table t (a)"),
								SqlStatement.of("insert into t values (?1)", 1e20))));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoturnDatabase> expected) {
		wire.check(face, expected);
	}

	@ParameterizedTest
	@EnumSource
	void rowsShouldBecomeMapsAndObjects(Face face) {
		MemoturnDatabase db = wire.database(face);
		wire.answer(200,
				"{\"results\":[{\"columns\":[\"id\",\"USER_NAME\",\"score\",\"active\",\"raw\",\"createdAt\",\"id\"],"
						+ "\"rows\":[[1,\"Ann\",2.0,1,{\"$base64\":\"AP8=\"},5,9],[2,null,null,0,null,null,9]],"
						+ "\"rows_affected\":0,\"more\":1}],\"txid\":7,\"more\":1}");
		SqlSpec select = db.sql("select");
		List<Map<String, @Nullable Object>> maps = select.query().list();
		assertThat(maps).hasSize(2);
		assertThat(maps.get(0).keySet()).containsExactly("id", "USER_NAME", "score", "active", "raw", "createdAt");
		assertThat(maps.get(0)).containsEntry("id", 1L)
			.containsEntry("score", 2.0)
			.containsEntry("raw", new byte[] { 0, -1 });
		assertThat(maps.get(1)).containsEntry("USER_NAME", null);
		List<Person> people = select.query(Person.class).list();
		assertThat(people.get(0)).usingRecursiveComparison()
			.isEqualTo(new Person(1, "Ann", 2.0, true, new byte[] { 0, -1 }, Instant.ofEpochMilli(5), null));
		assertThat(people.get(1)).usingRecursiveComparison()
			.isEqualTo(new Person(2, null, null, false, null, null, null));
		assertThatIllegalArgumentException().isThrownBy(() -> select.query(Strict.class).list())
			.withMessageContaining("Strict");
		assertThatIllegalArgumentException().isThrownBy(() -> select.query(String.class).list())
			.withMessageContaining("7 columns");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> select.query().optional())
			.withMessageContaining("2 rows");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> select.query(Person.class).single());
	}

	@ParameterizedTest
	@EnumSource
	void singleValuesShouldBeTheOnlyColumn(Face face) {
		SqlSpec select = wire.database(face).sql("select x");
		column("3");
		assertThat(select.query(Long.class).single()).isEqualTo(3);
		assertThat(select.query(Integer.class).single()).isEqualTo(3);
		assertThat(select.query(Boolean.class).single()).isTrue();
		assertThat(select.query(Object.class).list()).containsExactly(3L);
		column("\"ASC\"");
		assertThat(select.query(String.class).optional()).contains("ASC");
		column("{\"$base64\":\"\"}");
		assertThat(select.query(byte[].class).single()).isEmpty();
		column("3000000000");
		assertThatIllegalArgumentException().isThrownBy(() -> select.query(Integer.class).single());
		column("1.5");
		assertThatIllegalArgumentException().isThrownBy(() -> select.query(Long.class).single());
		column("null");
		assertThat(select.query(Long.class).optional()).isEmpty();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> select.query(Long.class).single())
			.withMessageContaining("NULL");
		assertThatIllegalArgumentException().isThrownBy(() -> select.query(Long.class).list())
			.withMessageContaining("Row 0");
		wire.answer(200, "{\"results\":[{\"columns\":[\"x\"],\"rows\":[],\"rows_affected\":0}],\"txid\":7}");
		assertThat(select.query(Long.class).list()).isEmpty();
		assertThat(select.query().optional()).isEmpty();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> select.query().single())
			.withMessageContaining("no row");
	}

	@ParameterizedTest
	@EnumSource
	void updatesAndBatchesShouldSayWhatTheyDid(Face face) {
		MemoturnDatabase db = wire.database(face);
		wire.answer(200, "{\"results\":[{\"columns\":[],\"rows\":[],\"rows_affected\":3}],\"txid\":7}",
				"Memoturn-Txid: 8");
		assertThat(db.sql("update t set a = 1").update()).isEqualTo(new UpdateResult(3, 8));
		wire.answer(200, "{\"results\":[{\"columns\":[],\"rows\":[],\"rows_affected\":1},"
				+ "{\"columns\":[\"user_name\"],\"rows\":[[\"Ann\"]],\"rows_affected\":0}],\"txid\":7}");
		BatchResult answer = db.batch(SqlStatement.of("insert"), SqlStatement.of("select"));
		assertThat(answer).isEqualTo(new BatchResult(List.of(new StatementResult(List.of(), List.of(), 1),
				new StatementResult(List.of("user_name"), List.of(List.of("Ann")), 0)), 7));
		assertThat(answer.results().get(1).asMaps()).containsExactly(Map.of("user_name", "Ann"));
		assertThat(answer.results().get(1).as(Named.class)).containsExactly(new Named("Ann"));
		assertThat(answer.results().get(1).as(String.class)).containsExactly("Ann");
		assertThat(answer.toString()).doesNotContain("Ann");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"results\":[],\"txid\":1}", "{\"txid\":1}", "{\"results\":null,\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[[1,2]],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[[{\"a\":1}]],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[[[1]]],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[[{\"$base64\":\"!\"}]],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[null],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"rows\":[],\"rows_affected\":0}],\"txid\":1}",
			"{\"results\":[{\"columns\":[\"a\"],\"rows\":[]}],\"txid\":1}" })
	void whenAnswerIsNotTheProtocolsThenItIsNotGuessed(String body) {
		for (Face face : Face.values()) {
			wire.answer(200, body);
			assertThatExceptionOfType(UnknownOutcomeException.class)
				.isThrownBy(() -> wire.database(face).sql("insert into t values (1)").update())
				.returns(false, MemoturnException::isRetryable);
			assertThatExceptionOfType(UnavailableException.class)
				.isThrownBy(() -> wire.database(face).sql("select 1").query().list())
				.returns(true, MemoturnException::isRetryable);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 1", " \n\tSELECT * from t where a = 'it''s'",
			"With x as (select 1) select * from x", "select*from commits where updated_at > 1 and deletes = 2" })
	void whatCannotWriteShouldBeARead(String text) {
		assertThat(SqlOperations.onlyReads(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "insert into t values (1)", "selection", "/* x */ select 1", "-- x\nselect 1",
			"values (1)", "with x as (select 1) insert into t select * from x", "WITH x AS (SELECT 1) DELETE\nFROM t",
			"with x as (select 1)update t set a=1", "with x as (select 1) REPLACE/**/into t select 1",
			"select 'update'", "select replace(a, 'x', 'y') from t", "select 1;", "select 1; delete from t",
			"pragma user_version", "pragma user_version = 1", "explain select 1", "update t set a = 1 returning a", "",
			"\u00a0select 1", "with x as (select 1) \"x\" ; drop table t" })
	void whatMayWriteShouldNotBeARead(String text) {
		assertThat(SqlOperations.onlyReads(text)).isFalse();
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		Object[] none = null;
		SqlStatement fine = SqlStatement.of("select 1");
		return Stream.of(bad("sql", (db) -> db.sql("").update()), bad("sql", (db) -> db.sql(" \n").query().list()),
				bad("sql", (db) -> db.sql(null).update()), bad("sql", (db) -> db.sql("select '\ud800'").update()),
				bad("params[0]", (db) -> db.sql("x").param(Instant.EPOCH).update()),
				bad("params[1]", (db) -> db.sql("x").params(1, new BigDecimal("1.5")).update()),
				bad("params[2]", (db) -> db.sql("x").params(1, null).param(Double.NaN).update()),
				bad("params[0]", (db) -> db.sql("x").param(Float.POSITIVE_INFINITY).update()),
				bad("params[0]", (db) -> db.sql("x").param(BigInteger.ONE.shiftLeft(63)).update()),
				bad("params[0]", (db) -> db.sql("x").param('c').update()),
				bad("params[0]", (db) -> db.sql("x").param(List.of(1)).update()),
				bad("params[0]", (db) -> db.sql("x").param("\udc00").query(String.class).single()),
				bad("params", (db) -> db.sql("x").params(none).update()), bad("statements", (db) -> db.batch()),
				bad("statements", (db) -> db.batch((List<SqlStatement>) null)),
				bad("statements[1]", (db) -> db.batch(Arrays.asList(fine, null))));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoturnDatabase> call) {
		wire.checkRefused(name, call);
	}

	@ParameterizedTest
	@EnumSource
	void aStatementShouldNotChangeWhenItGetsParameters(Face face) {
		SqlSpec sql = wire.database(face).sql("select ?, ?");
		byte[] blob = { 1 };
		SqlSpec one = sql.param(1);
		SqlSpec two = one.params("x", blob);
		column("1");
		one.query().list();
		assertThat(wire.server().lastRequest().body()).endsWith("\"params\":[1]}]}");
		two.query().list();
		assertThat(wire.server().lastRequest().body()).endsWith("\"params\":[1,\"x\",{\"$base64\":\"AQ==\"}]}]}");
		assertThat(SqlStatement.of("a", 1)).isEqualTo(SqlStatement.of("a").param(1L))
			.hasSameHashCodeAs(SqlStatement.of("a", 1))
			.isNotEqualTo(SqlStatement.of("a", 1.0))
			.hasToString("SqlStatement[1 parameters]");
	}

	private static void column(String value) {
		wire.answer(200,
				"{\"results\":[{\"columns\":[\"x\"],\"rows\":[[" + value + "]],\"rows_affected\":0}],\"txid\":7}");
	}

	record Person(int id, @Nullable String userName, @Nullable Double score, boolean active, byte @Nullable [] raw,
			@Nullable Instant createdAt, @Nullable String notSelected) {

	}

	record Strict(String userName, double score) {

	}

	record Named(String userName) {

	}

}
