package ai.memoturn.client;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.document.Direction;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.document.Filter;
import ai.memoturn.client.document.Filters;
import ai.memoturn.client.document.FindResult;
import ai.memoturn.client.document.InsertResult;
import ai.memoturn.client.document.UpdateResult;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.kv.KeyValues;
import ai.memoturn.client.sql.BatchResult;
import ai.memoturn.client.sql.SqlStatement;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.vector.VectorCollection;
import ai.memoturn.client.vector.VectorHit;
import ai.memoturn.client.vector.VectorSearchResult;
import ai.memoturn.embedded.EmbeddedNode;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static ai.memoturn.client.document.Filters.not;
import static ai.memoturn.client.document.Filters.or;
import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.FindOptions.limit;
import static ai.memoturn.client.document.FindOptions.skip;
import static ai.memoturn.client.document.FindOptions.sort;
import static ai.memoturn.client.document.Updates.inc;
import static ai.memoturn.client.document.Updates.push;
import static ai.memoturn.client.document.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Every operation of a database, on both faces, against a real node.
 */
@Timeout(60)
class EmbeddedDatabaseTests {

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static @Nullable MemoturnClient client;

	@BeforeAll
	static void start() {
		EmbeddedNode started = EmbeddedNode.builder().dataDirectory(data).port(0).start();
		node = started;
		client = MemoturnClient.builder().url(started::url).build();
		for (Face face : Face.values()) {
			client.databases().create(face.name());
		}
	}

	@AfterAll
	static void stop() {
		if (client != null) {
			client.close();
		}
		if (node != null) {
			node.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void valuesShouldComeBackUnderTheirKeys(Face face) {
		KeyValues kv = database(face).kv("scratch/1 ?");
		long before = database(face).sync();
		long first = kv.put("plan", "step 1 é😀").txid();
		assertThat(first).isGreaterThan(before);
		assertThat(kv.get("plan")).contains("step 1 é😀");
		byte[] bytes = new byte[256];
		IntStream.range(0, 256).forEach((i) -> bytes[i] = (byte) i);
		assertThat(kv.put("a/b +%2F?", bytes, Duration.ofHours(1)).txid()).isGreaterThan(first);
		assertThat(kv.getBytes("a/b +%2F?")).contains(bytes);
		kv.put("empty", "");
		assertThat(kv.get("empty")).contains("");
		kv.put("gone", "x", Duration.ZERO);
		assertThat(kv.get("gone")).isEmpty();
		kv.put("plan", "step 2");
		assertThat(kv.get("plan")).contains("step 2");

		assertThat(kv.keys()).containsExactly("a/b +%2F?", "empty", "plan");
		assertThat(kv.keys("a/b +")).containsExactly("a/b +%2F?");
		assertThat(kv.keys("", 1)).containsExactly("a/b +%2F?");
		assertThat(database(face).kv("other").keys()).isEmpty();
		kv.delete("plan");
		kv.delete("plan");
		assertThat(kv.get("plan")).isEmpty();
		byte[] large = new byte[2 * 1024 * 1024];
		Arrays.fill(large, (byte) 'x');
		kv.put("large", large);
		assertThat(kv.getBytes("large")).hasValueSatisfying((value) -> assertThat(value).isEqualTo(large));
	}

	@ParameterizedTest
	@EnumSource
	void whatDoesNotExistShouldBeSaid(Face face) {
		MemoturnDatabase none = face.of(client()).database("acme--nobody");
		MemoturnDatabase draft = database(face).onBranch("no such");
		for (MemoturnDatabase missing : List.of(none, draft)) {
			String code = (missing == none) ? ErrorCodes.DATABASE_NOT_FOUND : ErrorCodes.BRANCH_NOT_FOUND;
			for (ThrowingCallable call : List.<ThrowingCallable>of(() -> missing.kv("s").get("k"),
					() -> missing.kv("s").put("k", "v"), () -> missing.kv("s").delete("k"),
					() -> missing.kv("s").keys(), missing::sync,
					() -> missing.vectors("v").upsert("a", new float[] { 1 }),
					() -> missing.vectors("v").search(new float[] { 1 }), () -> missing.collection("c").find(),
					() -> missing.collection("c").insert(Map.of()),
					() -> missing.collection("c").updateOne(Filters.all(), set("a", 1)),
					() -> missing.collection("c").deleteOne(Filters.all()),
					() -> missing.collection("c").createIndex("a"), () -> missing.sql("select 1").query().list())) {
				assertThatExceptionOfType(NotFoundException.class).isThrownBy(call)
					.returns(code, MemoturnException::code);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void nearestVectorsShouldComeFirst(Face face) {
		VectorCollection vectors = database(face).vectors("v-1");
		assertThat(vectors.search(new float[] { 1, 0, 0 }).hits()).isEmpty();
		vectors.upsert("north", new float[] { 9, 9, 9 });
		vectors.upsert("é/ id", new float[] { 1, 0, 0 });
		long txid = vectors.upsert("north", new float[] { 0, 2, 0 }).txid();
		VectorSearchResult found = vectors.search(new float[] { 0.9f, 0.1f, 0 });
		assertThat(found.txid()).isEqualTo(txid);
		assertThat(found.hits()).extracting(VectorHit::id).containsExactly("é/ id", "north");
		assertThat(Objects.requireNonNull(found.hits().get(0).distance())).isCloseTo(0.0061163, within(1e-4));
		assertThat(vectors.search(new float[] { 0, 1, 0 }, 1).hits()).singleElement().returns("north", VectorHit::id);
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> vectors.upsert("x", new float[] { 1 }),
				() -> vectors.search(new float[] { 1, 2 }))) {
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
		}
		assertThat(vectors.search(new float[] { 1, 0, 0 }).txid()).isEqualTo(txid);
	}

	@ParameterizedTest
	@EnumSource
	void documentsShouldBeStoredFoundChangedAndRemoved(Face face) {
		DocumentCollection notes = database(face).collection("notes");
		assertThat(notes.find().isEmpty()).isTrue();
		notes.createIndex("score");
		notes.createIndex("score");
		Map<String, @Nullable Object> odd = new LinkedHashMap<>();
		odd.put("kind", "odd");
		odd.put("deep", Map.of("a", Arrays.asList(1, 2.5, null, "é😀")));
		odd.put("nothing", null);
		odd.put("big", new BigInteger("18446744073709551615"));
		InsertResult stored = notes.insertAll(new Note("n-1", "fact", 0.9), new Note("n-2", "fact", 0.4),
				new Note(null, "fact", 0.7), odd);
		assertThat(stored.ids()).hasSize(4).startsWith("n-1", "n-2").doesNotHaveDuplicates();

		FindResult found = notes.find(where("kind").is("fact").and("score").gt(0.5), sort("score", Direction.DESC),
				limit(10));
		assertThat(found.txid()).isEqualTo(stored.txid());
		assertThat(found.as(Note.class)).containsExactly(new Note("n-1", "fact", 0.9),
				new Note(stored.ids().get(2), "fact", 0.7));
		assertThat(notes.find(where("kind").is("odd")).first().orElseThrow())
			.containsEntry("deep", Map.of("a", Arrays.asList(1L, 2.5, null, "é😀")))
			.containsEntry("nothing", null)
			.containsEntry("big", new BigInteger("18446744073709551615"))
			.containsEntry("_id", stored.ids().get(3));
		assertThat(notes.find(where("score").exists(true), sort("_id"), skip(1), limit(1)).documents()).hasSize(1);

		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> notes.insertAll(Map.of("_id", "n-9"), Map.of("_id", "n-1")));
		assertThat(notes.find(where("_id").is("n-9")).isEmpty()).isTrue();

		UpdateResult changed = notes.updateMany(where("kind").is("fact"),
				set("seen.by", "Ann").inc("tries", 1).push("tags", "x").unset("score"));
		assertThat(changed.modified()).isEqualTo(3);
		assertThat(changed.txid()).isGreaterThan(stored.txid());
		assertThat(notes.updateOne(where("_id").is("n-1"), inc("tries", 2).push("tags", List.of(1))).modified())
			.isEqualTo(1);
		assertThat(notes.find(where("_id").is("n-1")).first().orElseThrow()).isEqualTo(Map.of("_id", "n-1", "kind",
				"fact", "seen", Map.of("by", "Ann"), "tries", 3L, "tags", List.of("x", List.of(1L))));
		assertThat(notes.updateOne(where("_id").is("none"), push("tags", 1)).modified()).isZero();

		assertThat(notes.deleteOne(where("_id").is("n-1")).deleted()).isEqualTo(1);
		assertThat(notes.deleteOne(where("_id").is("n-1")).deleted()).isZero();
		assertThat(notes.deleteMany(where("kind").is("fact")).deleted()).isEqualTo(2);
		assertThat(notes.deleteMany(Filters.all()).deleted()).isEqualTo(1);
		assertThat(notes.find().isEmpty()).isTrue();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> notes.find(Filters.of(Map.of("a", Map.of("$any", 1)))));
	}

	static Stream<Arguments> filters() {
		Map<Filter, String> filters = new LinkedHashMap<>();
		filters.put(where("n").is(1), "a b d");
		filters.put(where("n").is(true), "a b d");
		filters.put(where("n").is("1"), "c");
		filters.put(where("n").is(0), "e j");
		filters.put(where("n").is(null), "");
		filters.put(where("n").gt(1), "c h i k l");
		filters.put(where("n").lt(1), "e j");
		filters.put(where("n").lt("a"), "a b c d e h j l");
		filters.put(where("n").ne(1), "c e f g h i j k l");
		filters.put(where("n").ne(null), "a b c d e h i j k l");
		filters.put(where("n").in(1, null), "a b d");
		filters.put(where("n").nin(1), "c e h i j k l");
		filters.put(not(where("n").is(1)), "c e h i j k l");
		filters.put(where("n").nin(1, null), "");
		filters.put(where("n").exists(true), "a b c d e f h i j k l");
		filters.put(where("n").exists(false), "g");
		filters.put(where("n").is("[1,2]"), "h");
		filters.put(where("n.x").is(1), "i");
		filters.put(where("n.0").is(1), "");
		filters.put(where("n").gte(0).and("n").lte(5), "a b d e j l");
		filters.put(or(where("n").is("zz"), where("_id").is("g"), not(Filters.all())), "g k");
		filters.put(not(where("n").ne(null)), "f g");
		filters.put(where("_id").in("a", "b").and(or(where("n").is(1)), or(where("_id").ne("a"))), "b");
		return Arrays.stream(Face.values())
			.map((face) -> Arguments.of(face, new ArrayList<>(filters.keySet()), new ArrayList<>(filters.values())));
	}

	@ParameterizedTest
	@MethodSource("filters")
	void filtersShouldMatchAsTheProtocolSays(Face face, List<Filter> filters, List<String> matches) {
		DocumentCollection documents = database(face).collection("filters");
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put("a", 1);
		values.put("b", 1.0);
		values.put("c", "1");
		values.put("d", true);
		values.put("e", false);
		values.put("f", null);
		values.put("h", List.of(1, 2));
		values.put("i", Map.of("x", 1));
		values.put("j", 0);
		values.put("k", "zz");
		values.put("l", 5);
		List<Map<String, @Nullable Object>> all = new ArrayList<>(List.of(Map.of("_id", "g")));
		values.forEach((id, value) -> {
			Map<String, @Nullable Object> document = new LinkedHashMap<>();
			document.put("_id", id);
			document.put("n", value);
			all.add(document);
		});
		documents.insertAll(all);
		for (int i = 0; i < filters.size(); i++) {
			String found = String.join(" ",
					documents.find(filters.get(i), sort("_id"))
						.documents()
						.stream()
						.map((d) -> "" + d.get("_id"))
						.toList());
			assertThat(found).as("filter %d", i).isEqualTo(matches.get(i));
		}
	}

	@ParameterizedTest
	@EnumSource
	void sqlShouldStoreAndReturnValuesOfAllTypes(Face face) {
		MemoturnDatabase db = database(face);
		db.sql("create table person (id integer primary key, user_name text, score real, active integer, raw blob)")
			.update();
		byte[] raw = { 0, -1, 10 };
		assertThat(db.sql("insert into person values (?, ?, ?, ?, ?), (?6, null, null, 0, null)")
			.params(1, "Zoë 😀", 2.0, true, raw, Long.MAX_VALUE)
			.update()
			.rowsAffected()).isEqualTo(2);
		List<Person> people = db.sql("select * from person order by id").query(Person.class).list();
		assertThat(people.get(0)).usingRecursiveComparison().isEqualTo(new Person(1, "Zoë 😀", 2.0, true, raw));
		assertThat(people.get(1)).usingRecursiveComparison()
			.isEqualTo(new Person(Long.MAX_VALUE, null, null, false, null));
		assertThat(db.sql("select * from person where id = ?").param(1).query().single()).containsEntry("score", 2.0)
			.containsEntry("active", 1L)
			.containsEntry("raw", raw)
			.containsOnlyKeys("id", "user_name", "score", "active", "raw");
		assertThat(db.sql("select user_name from person where id = ?").param(7).query(String.class).optional())
			.isEmpty();
		assertThat(db.sql("select count(*) from person").query(Integer.class).single()).isEqualTo(2);
		assertThat(db.sql("select ?").query(String.class).optional()).as("missing parameters are NULL").isEmpty();
		assertThat(db.sql("insert into person (id, user_name) values (2, 'Ann') returning id, user_name")
			.query(Person.class)
			.optional()).contains(new Person(2, "Ann", null, null, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> db.sql("select user_name from person").query(Person.class).list());
	}

	@ParameterizedTest
	@EnumSource
	void batchesShouldBeAppliedAsAWholeOrNotAtAll(Face face) {
		MemoturnDatabase db = database(face);
		BatchResult answer = db.batch(SqlStatement.of("create table item (a unique)"),
				SqlStatement.of("insert into item values (?), (?)", 1, "x"),
				SqlStatement.of("select a, typeof(a) as kind from item order by a"));
		assertThat(answer.results().get(1).rowsAffected()).isEqualTo(2);
		assertThat(answer.results().get(2).rows()).containsExactly(List.of(1L, "integer"), List.of("x", "text"));
		assertThat(answer.results().get(2).asMaps().get(0)).containsExactly(Map.entry("a", 1L),
				Map.entry("kind", "integer"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> db.batch(SqlStatement.of("insert into item values (2)"),
					SqlStatement.of("insert into item values (1)")))
			.returns(ErrorCodes.INVALID_REQUEST, MemoturnException::code);
		assertThat(db.sql("select count(*) from item").query(Long.class).single()).isEqualTo(2);
		assertThat(db.batch(SqlStatement.of("select 1")).txid()).isEqualTo(answer.txid());
		assertThat(db.sql("delete from item").update().txid()).isGreaterThan(answer.txid());
		assertThatExceptionOfType(ForbiddenException.class)
			.isThrownBy(() -> db.sql("select * from __memoturn_kv").query().list());
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> db.sql("begin").update());
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> db.sql("select * from no_such_table").query().list());
	}

	private static MemoturnClient client() {
		return Objects.requireNonNull(client);
	}

	private static MemoturnDatabase database(Face face) {
		return face.of(client()).database(face.name());
	}

	record Note(@JsonProperty("_id") @Nullable String id, String kind, double score) {

	}

	record Person(long id, @Nullable String userName, @Nullable Double score, @Nullable Boolean active,
			byte @Nullable [] raw) {

	}

}
