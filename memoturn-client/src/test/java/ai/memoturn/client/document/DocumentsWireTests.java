package ai.memoturn.client.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.testing.DatabaseWire;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.client.document.Direction.DESC;
import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.FindOptions.limit;
import static ai.memoturn.client.document.FindOptions.skip;
import static ai.memoturn.client.document.FindOptions.sort;
import static ai.memoturn.client.document.Updates.inc;
import static ai.memoturn.client.document.Updates.push;
import static ai.memoturn.client.document.Updates.set;
import static ai.memoturn.client.document.Updates.unset;
import static ai.memoturn.client.testing.DatabaseWire.bad;
import static ai.memoturn.client.testing.DatabaseWire.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What documents put on the wire, byte for byte, and what is made of what comes back.
 */
class DocumentsWireTests {

	private static final DatabaseWire wire = new DatabaseWire();

	@AfterAll
	static void close() {
		wire.close();
	}

	static Stream<Arguments> requests() {
		Map<String, @Nullable Object> document = new LinkedHashMap<>();
		document.put("b", null);
		document.put("a", Arrays.asList(1, 1.0, "é", null, true, Map.of()));
		return ExpectedRequest.onBothFaces(
				request("POST", "/docs/notes/insert", "{\"docs\":[{\"b\":null,\"a\":[1,1.0,\"é\",null,true,{}]}]}",
						(db) -> db.collection("notes").insert(document)),
				request("POST", "/docs/A-b_9/insert",
						"{\"docs\":[{\"_id\":\"n-1\",\"kind\":\"fact\",\"score\":0.5},{\"kind\":\"odd\",\"score\":1.0},"
								+ "{\"_id\":\"\"}]}",
						(db) -> db.collection("A-b_9")
							.insertAll(new Note("n-1", "fact", 0.5), new Note(null, "odd", 1), Map.of("_id", ""))),
				request("POST", "/docs/c/find", "{}", (db) -> db.collection("c").find()),
				request("POST", "/docs/c/find",
						"{\"filter\":{\"kind\":\"fact\",\"score\":{\"$gt\":0.5}},\"sort\":{\"score\":-1},\"limit\":10}",
						(db) -> db.collection("c")
							.find(where("kind").is("fact").and("score").gt(0.5), sort("score", DESC), limit(10))),
				request("POST", "/docs/c/find", "{\"sort\":{\"B\":1,\"a\":-1,\"a.b\":1},\"limit\":5000,\"skip\":0}",
						(db) -> db.collection("c").find(skip(0), sort("B"), limit(5000), sort("a", DESC), sort("a.b"))),
				request("POST", "/docs/c/update",
						"{\"filter\":{\"_id\":\"n-1\"},\"update\":{\"$set\":{\"done\":true,\"at.x\":null},"
								+ "\"$inc\":{\"tries\":1},\"$push\":{\"tags\":[\"a\"]},\"$unset\":{\"old\":true}}}",
						(db) -> db.collection("c")
							.updateOne(where("_id").is("n-1"),
									set("done", true).inc("tries", 1)
										.push("tags", List.of("a"))
										.unset("old")
										.set("at.x", null))),
				request("POST", "/docs/c/update", "{\"filter\":{},\"update\":{\"$inc\":{\"n\":-0.5}},\"multi\":true}",
						(db) -> db.collection("c").updateMany(Filters.all(), inc("n", -0.5))),
				request("POST", "/docs/c/update",
						"{\"filter\":{\"a\":{\"$any\":1}},\"update\":{\"$rename\":{\"a\":\"b\"}},\"multi\":true}",
						(db) -> db.collection("c")
							.updateMany(Filters.of(Map.of("a", Map.of("$any", 1))),
									Updates.of(Map.of("$rename", Map.of("a", "b"))))),
				request("POST", "/docs/c/delete", "{\"filter\":{\"n\":{\"$lt\":1}}}",
						(db) -> db.collection("c").deleteOne(where("n").lt(1))),
				request("POST", "/docs/c/delete", "{\"filter\":{},\"multi\":true}",
						(db) -> db.collection("c").deleteMany(Filters.all())),
				request("POST", "/docs/c/indexes", "{\"path\":\"a.b-c_9\"}",
						(db) -> db.collection("c").createIndex("a.b-c_9")));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoturnDatabase> expected) {
		wire.check(face, expected);
	}

	static Stream<Arguments> filters() {
		return Stream.of(filter(where("a").is("x"), "{\"a\":\"x\"}"), filter(where("a").is(null), "{\"a\":null}"),
				filter(where("a").is(true), "{\"a\":true}"), filter(where("a").is(1.0), "{\"a\":1.0}"),
				filter(where("a").is(BigInteger.TWO.pow(64).subtract(BigInteger.ONE)), "{\"a\":18446744073709551615}"),
				filter(where("a").ne(null), "{\"a\":{\"$ne\":null}}"), filter(where("a").gt(1), "{\"a\":{\"$gt\":1}}"),
				filter(where("a").gte(1L), "{\"a\":{\"$gte\":1}}"),
				filter(where("a").lt(0.1f), "{\"a\":{\"$lt\":0.1}}"),
				filter(where("a").lte("z"), "{\"a\":{\"$lte\":\"z\"}}"),
				filter(where("a").in(1, "x", null), "{\"a\":{\"$in\":[1,\"x\",null]}}"),
				filter(where("a").in(), "{\"a\":{\"$in\":[]}}"),
				filter(where("a").in(List.of(1, 2)), "{\"a\":{\"$in\":[1,2]}}"),
				filter(where("a").nin(List.of(true)), "{\"a\":{\"$nin\":[true]}}"),
				filter(where("a").nin("x"), "{\"a\":{\"$nin\":[\"x\"]}}"),
				filter(where("a").exists(true), "{\"a\":{\"$exists\":true}}"),
				filter(where("a").exists(false), "{\"a\":{\"$exists\":false}}"),
				filter(where("a").gt(1).and("a").lt(5), "{\"$and\":[{\"a\":{\"$gt\":1}},{\"a\":{\"$lt\":5}}]}"),
				filter(where("a").gt(1).and("a").lt(5).and("b").is(2),
						"{\"$and\":[{\"a\":{\"$gt\":1}},{\"a\":{\"$lt\":5}}],\"b\":2}"),
				filter(where("a").is(1).and(where("b").is(2), Filters.or(where("c").is(3), where("d").is(4))),
						"{\"a\":1,\"b\":2,\"$or\":[{\"c\":3},{\"d\":4}]}"),
				filter(Filters.or(where("a").is(1)).and(Filters.or(where("b").is(2))),
						"{\"$and\":[{\"$or\":[{\"a\":1}]},{\"$or\":[{\"b\":2}]}]}"),
				filter(where("a").is(1).or(where("b").is(2)), "{\"$or\":[{\"a\":1},{\"b\":2}]}"),
				filter(Filters.and(where("a").is(1), where("b").is(2)), "{\"$and\":[{\"a\":1},{\"b\":2}]}"),
				filter(Filters.not(where("a").is(1).and("b").is(2)), "{\"$not\":{\"a\":1,\"b\":2}}"),
				filter(Filters.not(Filters.not(Filters.all())), "{\"$not\":{\"$not\":{}}}"),
				filter(Filters.all().and("a").is(1), "{\"a\":1}"),
				filter(Filters.of(Map.of("$or", List.of(Map.of("a", 1)))), "{\"$or\":[{\"a\":1}]}"));
	}

	@ParameterizedTest
	@MethodSource("filters")
	void everyFilterShouldBeSaid(Filter filter, String json) {
		wire.answer(200, "{\"docs\":[],\"txid\":1}");
		wire.database(Face.BLOCKING).collection("c").find(filter);
		assertThat(wire.server().lastRequest().body()).isEqualTo("{\"filter\":" + json + "}");
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		DocumentCollection notes = wire.database(face).collection("notes");
		assertThat(notes.name()).isEqualTo("notes");
		wire.answer(201, "{\"ids\":[\"0f\"],\"txid\":7,\"more\":1}", "Memoturn-Txid: 8");
		assertThat(notes.insert(Map.of())).isEqualTo(new InsertResult(List.of("0f"), 8))
			.returns("0f", InsertResult::id);
		wire.answer(200, "{\"docs\":[{\"_id\":\"n-1\",\"kind\":\"fact\",\"score\":1,\"big\":18446744073709551615,"
				+ "\"deep\":{\"a\":[null,1.50]}},{\"_id\":\"n-2\",\"score\":0}],\"txid\":9}");
		FindResult found = notes.find();
		assertThat(found.txid()).isEqualTo(9);
		assertThat(found.isEmpty()).isFalse();
		assertThat(found.first().orElseThrow()).containsEntry("_id", "n-1")
			.containsEntry("score", 1L)
			.containsEntry("big", new BigInteger("18446744073709551615"))
			.containsEntry("deep", Map.of("a", Arrays.asList(null, 1.5)));
		assertThat(found.as(Note.class)).containsExactly(new Note("n-1", "fact", 1), new Note("n-2", null, 0));
		assertThat(found.toString()).doesNotContain("fact");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> found.first().orElseThrow().put("x", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> found.as(Wrong.class)).withMessageContaining("Wrong");
		wire.answer(200, "{\"docs\":[],\"txid\":9}");
		assertThat(notes.find().first()).isEmpty();

		wire.answer(200, "{\"modified\":2,\"txid\":10,\"matched\":3}");
		assertThat(notes.updateMany(Filters.all(), set("a", 1))).isEqualTo(new UpdateResult(2, 10));
		wire.answer(200, "{\"deleted\":1,\"txid\":11}");
		assertThat(notes.deleteOne(where("a").is(1))).isEqualTo(new DeleteResult(1, 11));
		wire.answer(201, "{\"indexed\":\"a\"}");
		notes.createIndex("a");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"docs\":[1],\"ids\":[],\"txid\":1}", "{\"docs\":[null],\"ids\":[\"a\",\"b\"],\"txid\":1}",
					"{\"docs\":{},\"ids\":[1],\"modified\":1.5,\"deleted\":\"1\",\"txid\":1}", "{\"txid\":1}" })
	void whenAnswerIsNotTheProtocolsThenItIsNotGuessed(String body) {
		for (Face face : Face.values()) {
			DocumentCollection notes = wire.database(face).collection("notes");
			wire.answer(200, body);
			assertThatExceptionOfType(UnavailableException.class).isThrownBy(notes::find);
			assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> notes.insert(Map.of()));
			assertThatExceptionOfType(UnknownOutcomeException.class)
				.isThrownBy(() -> notes.updateOne(Filters.all(), unset("a")));
			assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> notes.deleteMany(Filters.all()));
			assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> notes.createIndex("a"));
		}
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		List<Object> itself = new ArrayList<>();
		itself.add(itself);
		return Stream.of(bad("collection", (db) -> db.collection("a.b").find()),
				bad("collection", (db) -> db.collection(null).find()),
				bad("documents[0]", (db) -> db.collection("c").insert(null)),
				bad("documents[0]", (db) -> db.collection("c").insert("text")),
				bad("documents[0]", (db) -> db.collection("c").insert(List.of(Map.of()))),
				bad("documents[1]", (db) -> db.collection("c").insertAll(Map.of(), new Object())),
				bad("documents[0]", (db) -> db.collection("c").insert(Map.of("a", itself))),
				bad("documents[0]", (db) -> db.collection("c").insert(Map.of("a", Double.NaN))),
				bad("documents[0]", (db) -> db.collection("c").insert(Map.of("a", "x".repeat(1024 * 1024)))),
				bad("documents[0]._id", (db) -> db.collection("c").insert(Map.of("_id", 1))),
				bad("documents[1]._id",
						(db) -> db.collection("c").insertAll(Map.of("_id", "a"), new Note("a", "x", 1))),
				bad("documents", (db) -> db.collection("c").insertAll(List.of())),
				bad("documents", (db) -> db.collection("c").insertAll((List<?>) null)),
				bad("filter", (db) -> db.collection("c").find((Filter) null)),
				bad("options", (db) -> db.collection("c").find(limit(1), null)),
				bad("limit", (db) -> db.collection("c").find(limit(1), limit(2))),
				bad("skip", (db) -> db.collection("c").find(skip(1), skip(1))),
				bad("sort by a", (db) -> db.collection("c").find(sort("b"), sort("a"))),
				bad("sort by B", (db) -> db.collection("c").find(sort("a"), sort("B"))),
				bad("sort by a", (db) -> db.collection("c").find(sort("a"), sort("a", DESC))),
				bad("filter", (db) -> db.collection("c").updateOne(null, set("a", 1))),
				bad("update", (db) -> db.collection("c").updateMany(Filters.all(), null)),
				bad("filter", (db) -> db.collection("c").deleteMany(null)),
				bad("path", (db) -> db.collection("c").createIndex("a..b")),
				bad("path", (db) -> db.collection("c").createIndex(null)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoturnDatabase> call) {
		wire.checkRefused(name, call);
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badParts() {
		Object[] none = null;
		Number noNumber = null;
		return Stream.of(part("path", () -> where("")), part("path", () -> where(null)),
				part("path", () -> where("a b")), part("path", () -> where(".a")), part("path", () -> where("a.")),
				part("path", () -> where("$a")), part("200", () -> where("x".repeat(201))),
				part("value for a", () -> where("a").is(List.of())),
				part("value for a", () -> where("a").gt(Duration.ZERO)),
				part("value for a", () -> where("a").lt(Double.NaN)),
				part("value for a", () -> where("a").in(1, new int[] { 1 })),
				part("value for a", () -> where("a").is("\ud800")),
				part("value for a", () -> where("a").is(BigInteger.ONE.shiftLeft(64))),
				part("value for a", () -> where("a").is(new BigDecimal("0.1"))),
				part("1000", () -> where("a").in(Collections.nCopies(1001, 1))),
				part("values", () -> where("a").nin(none)), part("filters", () -> Filters.or()),
				part("filters", () -> Filters.and()), part("filters[1]", () -> Filters.and(Filters.all(), null)),
				part("filter", () -> Filters.not(null)), part("others", () -> where("a").is(1).or(none(Filter.class))),
				part("filter", () -> Filters.of(null)), part("32", () -> nested(33)),
				part("direction", () -> sort("a", null)), part("limit", () -> limit(0)), part("skip", () -> skip(-1)),
				part("path", () -> sort("a[0]")), part("path", () -> set("a..b", 1)), part("_id", () -> unset("_id")),
				part("path", () -> push(null, 1)), part("value for a", () -> set("a", Float.NaN)),
				part("value for a", () -> inc("a", noNumber)), part("value for a", () -> inc("a", new BigDecimal(1))),
				part("path a", () -> set("a", 1).unset("a").set("a", 2)), part("update", () -> Updates.of(Map.of())),
				part("update", () -> Updates.of(Map.of("a", 1))), part("update", () -> Updates.of(null)));
	}

	@ParameterizedTest
	@MethodSource("badParts")
	void badPartShouldBeNamed(String name, Runnable part) {
		assertThatIllegalArgumentException().isThrownBy(part::run).withMessageContaining(name).withNoCause();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 32 })
	void filtersShouldNestAsDeepAsTheProtocolAllows(int depth) {
		assertThat(nested(depth)).isEqualTo(nested(depth))
			.hasSameHashCodeAs(nested(depth))
			.isNotEqualTo(nested(depth - 1));
	}

	@ParameterizedTest
	@EnumSource
	void whatWasGivenShouldNotChangeLater(Face face) {
		Map<String, Object> given = new HashMap<>(Map.of("a", 1));
		Filter filter = Filters.of(given);
		Update update = set("x", given);
		given.put("a", 2);
		wire.answer(200, "{\"modified\":0,\"txid\":1}");
		wire.database(face).collection("c").updateOne(filter, update);
		assertThat(wire.server().lastRequest().body())
			.isEqualTo("{\"filter\":{\"a\":1},\"update\":{\"$set\":{\"x\":{\"a\":1}}}}");
		assertThat(filter).hasToString("Filter[a]");
		assertThat(update).hasToString("Update[$set]").isEqualTo(set("x", Map.of("a", 1)));
	}

	private static Filter nested(int depth) {
		Filter filter = where("a").is(1);
		for (int i = 0; i < depth; i++) {
			filter = (i % 2 == 0) ? Filters.not(filter) : Filters.or(filter);
		}
		return filter;
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	private static <T> T none(Class<T> type) {
		return type.cast(null);
	}

	private static Arguments filter(Filter filter, String json) {
		return Arguments.of(filter, json);
	}

	private static Arguments part(String name, Runnable part) {
		return Arguments.of(name, part);
	}

	record Note(@JsonProperty("_id") @Nullable String id, @Nullable String kind, double score) {

	}

	record Wrong(int kind) {

	}

}
