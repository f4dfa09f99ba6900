package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DocumentRoutes} over the wire on a real node.
 */
@Section("database 3")
class DocumentRoutesTests {

	private static final String EXAMPLE = """
			{"docs":[{"_id":"a","n":1},{"_id":"b","n":1.0},{"_id":"c","n":"1"},{"_id":"d","n":true},
			{"_id":"e","n":false},{"_id":"f","n":null},{"_id":"g"},{"_id":"h","n":[1,2]},{"_id":"i","n":{"x":1}},
			{"_id":"j","n":0},{"_id":"k","n":"zz"},{"_id":"l","n":5}]}""";

	private static final Pattern ID = Pattern.compile("\"_id\":\"([^\"]*)\"");

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int collections;

	private String collection = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(directory).port(0).maxBodySize(3_000_000).start();
		calls = new Calls(node.url());
		assertThat(calls.post("/v1/databases", "{\"name\":\"db\"}").status()).isEqualTo(201);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewCollection() {
		this.collection = "/v1/db/db/docs/c" + collections++;
	}

	private Answer insert(String docs) {
		return calls.post(this.collection + "/insert", "{\"docs\":" + docs + "}");
	}

	private Answer find(String body) {
		return calls.post(this.collection + "/find", body);
	}

	private Answer update(String body) {
		return calls.post(this.collection + "/update", body);
	}

	private Answer delete(String body) {
		return calls.post(this.collection + "/delete", body);
	}

	private static String ids(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		List<String> ids = new ArrayList<>();
		Matcher matcher = ID.matcher(answer.body());
		while (matcher.find()) {
			ids.add(matcher.group(1));
		}
		return String.join(" ", ids);
	}

	private static long txid(Answer answer) {
		return Long.parseLong(answer.header("memoturn-txid"));
	}

	private String only() {
		return find("{}").body().replaceAll("^\\{\"docs\":\\[|\\],\"txid\":[0-9]+\\}$", "");
	}

	@Test
	@Section({ "database 3.1", "database 3.2", "database 2.1", "database 2.4", "database 2.5" })
	void insertShouldAnswerIdsAndFindTheDocuments() {
		Answer inserted = insert("[{\"b\":[1.0,18446744073709551615,-0],\"_id\":\"x\",\"B\":null},{}]");
		assertThat(inserted.status()).isEqualTo(201);
		assertThat(inserted.body())
			.matches("\\{\"ids\":\\[\"x\",\"[0-9a-f]{32}\"\\],\"txid\":" + txid(inserted) + "\\}");
		Answer found = find("{\"filter\":{\"_id\":\"x\"}}");
		assertThat(found.status()).isEqualTo(200);
		assertThat(found.body())
			.isEqualTo("{\"docs\":[{\"B\":null,\"_id\":\"x\",\"b\":[1.0,18446744073709551615,-0.0]}]," + "\"txid\":"
					+ txid(inserted) + "}");
		assertThat(txid(found)).isEqualTo(txid(inserted));
		assertThat(insert("[]").body()).isEqualTo("{\"ids\":[],\"txid\":" + txid(inserted) + "}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[{\"_id\":1}]", "[{\"_id\":null}]", "[{\"_id\":true}]", "[{\"_id\":[]}]",
			"[{\"_id\":{}}]", "[1]", "[[]]", "[null]", "[{},\"x\"]", "{}", "null", "\"x\"",
			"[{\"_id\":\"a\"},{\"_id\":\"a\"}]", "[{\"_id\":\"new\"},{\"_id\":\"taken\"}]" })
	@Section({ "database 3.1", "database 2.2", "database 2.3" })
	void whenADocumentIsRefusedThenNothingIsInserted(String docs) {
		Answer before = insert("[{\"_id\":\"taken\"}]");
		assertEnvelope(insert(docs), 400, "invalid_request");
		Answer found = find("{}");
		assertThat(ids(found)).isEqualTo("taken");
		assertThat(txid(found)).isEqualTo(txid(before));
	}

	@Test
	@Section({ "database 3.1", "database 2.2" })
	void idMayBeAnyTextAndOfRepeatedMembersTheLastCounts() {
		insert("[{\"_id\":\"\"},{\"_id\":\"a\\u0000b\"},{\"_id\":1,\"a\":1,\"a\":2,\"_id\":\"last\"}]");
		assertThat(ids(find("{\"filter\":{\"_id\":\"\"}}"))).isEmpty();
		assertThat(find("{\"filter\":{\"_id\":\"\"}}").body()).contains("{\"_id\":\"\"}");
		assertThat(find("{\"filter\":{\"_id\":\"a\\u0000b\"}}").body()).contains("{\"_id\":\"a\\u0000b\"}");
		assertThat(find("{\"filter\":{\"_id\":\"last\"}}").body()).contains("{\"_id\":\"last\",\"a\":2}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', emptyValue = "",
			value = { "{\"n\":1}; a b d", "{\"n\":true}; a b d", "{\"n\":\"1\"}; c", "{\"n\":0}; e j",
					"{\"n\":null}; ''", "{\"n\":{\"$gt\":1}}; c h i k l", "{\"n\":{\"$lt\":1}}; e j",
					"{\"n\":{\"$lt\":\"a\"}}; a b c d e h j l", "{\"n\":{\"$ne\":1}}; c e f g h i j k l",
					"{\"n\":{\"$ne\":null}}; a b c d e h i j k l", "{\"n\":{\"$in\":[1,null]}}; a b d",
					"{\"n\":{\"$nin\":[1]}}; c e h i j k l", "{\"$not\":{\"n\":1}}; c e h i j k l",
					"{\"n\":{\"$nin\":[1,null]}}; ''", "{\"n\":{\"$exists\":true}}; a b c d e f h i j k l",
					"{\"n\":{\"$exists\":false}}; g", "{\"n\":\"[1,2]\"}; h", "{\"n.x\":1}; i", "{\"n.0\":1}; ''",
					"{\"n\":{\"$gte\":1,\"$lte\":5}}; a b d l", "{\"$not\":{}}; ''", "{}; a b c d e f g h i j k l",
					"{\"n\":{\"$in\":[]}}; ''", "{\"n\":{\"$nin\":[],\"$gt\":1}}; c h i k l",
					"{\"_id\":{\"$gte\":\"k\"}}; k l", "{\"$or\":[{\"n\":5},{\"n\":0}],\"_id\":{\"$ne\":\"e\"}}; j l" })
	@Section("database 3.3")
	void filtersShouldMatchAsTheExamplesSay(String filter, String expected) {
		this.collection = "/v1/db/db/docs/example";
		calls.post(this.collection + "/insert", EXAMPLE);
		assertThat(ids(find("{\"filter\":" + filter + ",\"sort\":{\"_id\":1}}"))).isEqualTo(expected);
	}

	@Test
	@Section("database 3.4")
	void sortShouldPutNothingThenNumbersThenTexts() {
		calls.post(this.collection + "/insert", EXAMPLE);
		String ascending = ids(find("{\"sort\":{\"n\":1}}"));
		assertThat(ascending).matches("(f g|g f) (e j|j e) [abd] [abd] [abd] l c h k i");
		assertThat(ids(find("{\"sort\":{\"n\":-1}}"))).matches("i k h c l [abd] [abd] [abd] (e j|j e) (f g|g f)");
		assertThat(ids(find("{\"sort\":{\"n\":1,\"_id\":-1}}"))).isEqualTo("l k j i h g f e d c b a");
		assertThat(ids(find("{\"sort\":{\"_id\":1},\"skip\":2,\"limit\":3}"))).isEqualTo("c d e");
		assertThat(ids(find("{\"sort\":{},\"skip\":null,\"limit\":null,\"filter\":null}"))).hasSize(23);
		assertThat(ids(find("{\"sort\":null,\"limit\":0}"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"$and\":[]}", "{\"$or\":[]}", "{\"$and\":{}}", "{\"$or\":[1]}", "{\"$not\":1}",
			"{\"$not\":[]}", "{\"$nor\":[]}", "{\"$\":1}", "{\"n\":{\"$regex\":\"x\"}}", "{\"n\":{\"$gt\":1,\"x\":1}}",
			"{\"n\":{\"x\":1}}", "{\"n\":{}}", "{\"n\":[]}", "{\"n\":[1]}", "{\"n\":{\"$eq\":[1]}}",
			"{\"n\":{\"$gt\":{}}}", "{\"n\":{\"$in\":1}}", "{\"n\":{\"$in\":[[1]]}}", "{\"n\":{\"$in\":[{}]}}",
			"{\"n\":{\"$exists\":1}}", "{\"n\":{\"$exists\":null}}", "{\"a..b\":1}", "{\".a\":1}", "{\"a.\":1}",
			"{\"\":1}", "{\"a b\":1}", "{\"a'b\":1}", "{\"\\u00e9\":1}", "{\"n[0]\":1}", "[]", "1", "\"x\"", "true" })
	@Section({ "database 1.2", "database 3.2", "database 3.3", "database 3.5", "database 3.6" })
	void whenFilterBreaksARuleThenInvalidRequest(String filter) {
		for (String where : List.of(this.collection, "/v1/db/db/docs/example")) {
			this.collection = where;
			assertEnvelope(find("{\"filter\":" + filter + "}"), 400, "invalid_request");
			assertEnvelope(delete("{\"filter\":" + filter + "}"), 400, "invalid_request");
			assertEnvelope(update("{\"filter\":" + filter + ",\"update\":{\"$set\":{\"a\":1}}}"), 400,
					"invalid_request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"n\":1.0}", "{\"n\":\"1\"}", "{\"n\":0}", "{\"n\":2}", "{\"n\":true}", "{\"n\":null}",
			"{\"n\":[]}", "[]", "1", "{\"a b\":1}", "{\"\":1}", "{\"$n\":1}" })
	@Section("database 3.4")
	void whenSortBreaksARuleThenInvalidRequest(String sort) {
		assertEnvelope(find("{\"sort\":" + sort + "}"), 400, "invalid_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "null", "1", "{\"limit\":-1}", "{\"limit\":1.0}", "{\"limit\":\"1\"}",
			"{\"skip\":-1}", "{\"skip\":4294967296}", "{\"skip\":true}", "{\"limit\":1,\"limit\":1}" })
	@Section({ "database 2.2", "database 2.3", "database 3.2" })
	void whenFindHasTheWrongShapeThenUnprocessable(String body) {
		assertPlain(find(body), 422, "Failed to deserialize the JSON body into the target type");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "{\"n\":1}; {\"$set\":{\"n\":null,\"a.b\":[1]}}; {\"_id\":\"x\",\"a\":{\"b\":[1]},\"n\":null}",
					"{\"n\":1}; {\"$set\":{\"n.a\":2}}; {\"_id\":\"x\",\"n\":1}",
					"{\"n\":1}; {\"$unset\":{\"n\":1,\"m.o\":1}}; {\"_id\":\"x\"}",
					"{\"n\":1}; {\"$inc\":{\"n\":2,\"m\":-1}}; {\"_id\":\"x\",\"m\":-1,\"n\":3}",
					"{\"n\":1.5}; {\"$inc\":{\"n\":0.5}}; {\"_id\":\"x\",\"n\":2.0}",
					"{\"n\":9223372036854775807}; {\"$inc\":{\"n\":1}}; {\"_id\":\"x\",\"n\":9.223372036854776e+18}",
					"{\"n\":\"12abc\"}; {\"$inc\":{\"n\":1}}; {\"_id\":\"x\",\"n\":13}",
					"{\"n\":[5]}; {\"$inc\":{\"n\":1}}; {\"_id\":\"x\",\"n\":1}",
					"{\"n\":1e308}; {\"$inc\":{\"n\":1.7e308}}; {\"_id\":\"x\",\"n\":null}",
					"{\"n\":null}; {\"$push\":{\"n\":1}}; {\"_id\":\"x\",\"n\":null}",
					"{\"n\":[]}; {\"$push\":{\"n\":[1]}}; {\"_id\":\"x\",\"n\":[[1]]}",
					"{\"n\":[1]}; {\"$push\":{\"n\":{\"b\":1,\"a\":2}}}; {\"_id\":\"x\",\"n\":[1,{\"a\":2,\"b\":1}]}",
					"{}; {\"$push\":{\"a.b\":null}}; {\"_id\":\"x\",\"a\":{\"b\":[null]}}",
					"{\"n\":1}; {\"$set\":{}}; {\"_id\":\"x\",\"n\":1}",
					"{\"n\":1}; {\"$set\":{\"n\":5},\"$inc\":{\"n\":1}}; {\"_id\":\"x\",\"n\":5}",
					"{\"n\":1}; {\"$set\":{\"Z\":1,\"\uD83D\uDE00\":1}}; -" })
	@Section("database 3.5")
	void updateShouldChangeWhatTheRulesSay(String before, String how, String after) {
		insert("[" + before.replaceFirst("\\{", before.equals("{}") ? "{\"_id\":\"x\"" : "{\"_id\":\"x\",") + "]");
		Answer updated = update("{\"filter\":{},\"update\":" + how + "}");
		if (after.equals("-")) {
			assertEnvelope(updated, 400, "invalid_request");
			return;
		}
		assertThat(updated.body()).isEqualTo("{\"modified\":1,\"txid\":" + txid(updated) + "}");
		assertThat(only()).isEqualTo(after);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"n\":1}", "{\"$set\":{\"a\":1},\"n\":1}", "{\"$set\":1}", "{\"$set\":null}",
			"{\"$set\":[]}", "{\"$inc\":{\"n\":\"1\"}}", "{\"$inc\":{\"n\":null}}", "{\"$inc\":{\"n\":true}}",
			"{\"$rename\":{\"n\":\"m\"}}", "{\"$rename\":{}}", "{\"$set\":{\"_id\":\"y\"}}", "{\"$unset\":{\"_id\":1}}",
			"{\"$set\":{\"a..b\":1}}", "{\"$set\":{\"\":1}}", "{\"$set\":{\"a b\":1}}", "[]", "1", "null" })
	@Section({ "database 1.2", "database 3.5" })
	void whenUpdateBreaksARuleThenNothingChanges(String how) {
		Answer before = insert("[{\"_id\":\"x\",\"n\":1}]");
		assertEnvelope(update("{\"filter\":{},\"update\":" + how + "}"), 400, "invalid_request");
		assertThat(only()).isEqualTo("{\"_id\":\"x\",\"n\":1}");
		assertThat(txid(find("{}"))).isEqualTo(txid(before));
	}

	@Test
	@Section({ "database 3.5", "database 3.6", "database 2.5", "database 15" })
	void updateAndDeleteShouldTakeOneUnlessToldOtherwise() {
		insert("[{\"n\":1},{\"n\":1},{\"n\":1},{\"n\":2}]");
		assertThat(update("{\"filter\":{\"n\":1},\"update\":{\"$set\":{\"n\":3}}}").body())
			.startsWith("{\"modified\":1,");
		assertThat(update("{\"filter\":{\"n\":1},\"update\":{\"$set\":{\"m\":3}},\"multi\":true}").body())
			.startsWith("{\"modified\":2,");
		Answer deleted = delete("{\"filter\":{\"n\":1},\"update\":5}");
		assertThat(deleted.body()).isEqualTo("{\"deleted\":1,\"txid\":" + txid(deleted) + "}");
		assertThat(delete("{\"filter\":{\"n\":7},\"multi\":true}").body())
			.isEqualTo("{\"deleted\":0,\"txid\":" + txid(deleted) + "}");
		assertThat(update("{\"filter\":{\"n\":7},\"update\":{\"$set\":{\"n\":3}},\"multi\":true}").body())
			.isEqualTo("{\"modified\":0,\"txid\":" + txid(deleted) + "}");
		assertThat(delete("{\"filter\":{},\"multi\":true}").body()).startsWith("{\"deleted\":3,");
		assertThat(only()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"filter\":null,\"update\":{\"$set\":{\"a\":1}}}",
			"{\"update\":{\"$set\":{\"a\":1}}}", "{\"filter\":{},\"multi\":null,\"update\":{\"$set\":{\"a\":1}}}",
			"{\"filter\":{},\"multi\":1,\"update\":{\"$set\":{\"a\":1}}}" })
	@Section({ "database 2.2", "database 3.5", "database 3.6" })
	void whenChangeHasTheWrongShapeThenInvalidRequest(String body) {
		assertEnvelope(update(body), 400, "invalid_request");
		assertEnvelope(delete(body), 400, "invalid_request");
		assertEnvelope(update("{\"filter\":{}}"), 400, "invalid_request");
	}

	@Test
	@Section({ "database 3.7", "database 2.1", "database 2.5" })
	void indexShouldAnswerThePathAndNoTxid() {
		for (int i = 0; i < 2; i++) {
			Answer indexed = calls.post(this.collection + "/indexes", "{\"path\":\"a.B-c_1\"}");
			assertThat(indexed.status()).isEqualTo(201);
			assertThat(indexed.body()).isEqualTo("{\"indexed\":\"a.B-c_1\"}");
			assertThat(indexed.headers()).doesNotContainKey("memoturn-txid");
		}
		assertThat(calls.post(this.collection + "/indexes", "{\"path\":\"" + "x".repeat(5000) + "\"}").status())
			.isEqualTo(201);
		for (String path : List.of("\"\"", "\"a b\"", "\"a..b\"", "null", "1", "[]", "\"a'b\"", "\"$a\"")) {
			assertEnvelope(calls.post(this.collection + "/indexes", "{\"path\":" + path + "}"), 400, "invalid_request");
		}
		assertEnvelope(calls.post(this.collection + "/indexes", "{}"), 400, "invalid_request");
	}

	@Test
	void whenCollectionIsUnknownThenEmpty() {
		assertThat(only()).isEmpty();
		assertThat(update("{\"filter\":{},\"update\":{\"$set\":{\"a\":1}},\"multi\":true}").body())
			.startsWith("{\"modified\":0,");
		assertThat(delete("{\"filter\":{}}").body()).startsWith("{\"deleted\":0,");
	}

	@Test
	@Section("database 1.2")
	void namesOfOneTableShouldBeOneCollection() {
		this.collection = "/v1/db/db/docs/My-Docs";
		insert("[{\"_id\":\"a\"}]");
		for (String name : List.of("my_docs", "MY-DOCS", "My_docs")) {
			this.collection = "/v1/db/db/docs/" + name;
			assertThat(ids(find("{}"))).isEqualTo("a");
			assertEnvelope(insert("[{\"_id\":\"a\"}]"), 400, "invalid_request");
		}
	}

	@Test
	@Section({ "database 1.1", "database 1.2", "database 2.2", "database 3.1" })
	void shapeShouldComeBeforeTheDatabaseAndThatBeforeTheRules() {
		this.collection = "/v1/db/nowhere/docs/a.b";
		assertEnvelope(insert("1"), 400, "invalid_request");
		assertPlain(find("{\"limit\":-1}"), 422, "Failed to deserialize");
		assertEnvelope(insert("[1]"), 404, "database_not_found");
		assertEnvelope(find("{\"filter\":1}"), 404, "database_not_found");
		assertEnvelope(update("{\"filter\":1,\"update\":1}"), 404, "database_not_found");
		assertEnvelope(delete("{\"filter\":1}"), 404, "database_not_found");
		assertEnvelope(calls.post(this.collection + "/indexes", "{\"path\":\"\"}"), 404, "database_not_found");
		assertEnvelope(calls.post("/v1/db/db@b/docs/c/find", "{}"), 404, "branch_not_found");
		for (String name : List.of("a.b", "x".repeat(65), "%C3%A9", "a%20b")) {
			this.collection = "/v1/db/db/docs/" + name;
			for (Answer answer : List.of(insert("[1]"), find("{\"filter\":1}"), delete("{\"filter\":1}"),
					update("{\"filter\":1,\"update\":1}"),
					calls.post(this.collection + "/indexes", "{\"path\":\"\"}"))) {
				assertEnvelope(answer, 400, "invalid_request");
				assertThat(answer.body()).contains("invalid collection name");
			}
		}
	}

	@Test
	@Section({ "database 2.1", "database 2.2", "database 15" })
	void bodiesShouldBeHeldToTheirLimits() {
		String blank = " ".repeat(2_000_000);
		assertThat(insert(blank + "[]").status()).isEqualTo(201);
		assertThat(update(blank + "{\"filter\":{},\"update\":{\"$set\":{}}}").status()).isEqualTo(200);
		assertPlain(insert(blank + blank + "[]"), 413, "Failed to buffer the request body");
		for (String path : List.of("/find", "/delete", "/indexes")) {
			assertPlain(calls.post(this.collection + path, blank + "{}"), 413, "Failed to buffer the request body");
		}
		for (String path : List.of("/insert", "/find", "/update", "/delete", "/indexes")) {
			assertPlain(calls.post(this.collection + path, "{\"a\":"), 400, "Failed to parse the request body as JSON");
			assertPlain(RawConnection.exchange(calls.address(), "POST " + this.collection + path + " HTTP/1.1\n\n{}"),
					415, "Expected request with `Content-Type: application/json`");
			assertThat(calls.call("GET", this.collection + path).header("allow")).isEqualTo("POST");
		}
	}

	@Test
	@Section({ "database 2.5", "database 13" })
	void floorShouldNotChangeTheAnswerAndProfilesAreDatabasesToo() {
		Answer inserted = insert("[{\"_id\":\"a\"}]");
		for (String floor : List.of("0", "99999999", "x")) {
			Answer found = calls.post(this.collection + "/find", "{}", "Memoturn-Min-Txid: " + floor);
			assertThat(ids(found)).isEqualTo("a");
			assertThat(txid(found)).isEqualTo(txid(inserted));
		}
		calls.post("/v1/memory/acme/alice/memories", "{\"memories\":[]}");
		this.collection = "/v1/db/acme--alice/docs/c";
		assertThat(txid(insert("[{}]"))).isEqualTo(1);
	}

}
