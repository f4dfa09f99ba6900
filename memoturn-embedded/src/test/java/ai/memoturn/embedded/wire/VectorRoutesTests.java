package ai.memoturn.embedded.wire;

import java.nio.file.Path;
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
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link VectorRoutes} over the wire on a real node.
 */
@Section("database 6")
class VectorRoutesTests {

	private static final Pattern DISTANCE = Pattern.compile("\"distance\":([^}]+)\\}");

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
		this.collection = "/v1/db/db/vectors/c" + collections++;
	}

	private Answer upsert(String id, String embedding) {
		return calls.post(this.collection, "{\"id\":\"" + id + "\",\"embedding\":" + embedding + "}");
	}

	private Answer search(String body) {
		return calls.post(this.collection + "/search", body);
	}

	private static int count(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body().split("\"id\":", -1).length - 1;
	}

	private static long txid(Answer answer) {
		return Long.parseLong(answer.header("memoturn-txid"));
	}

	@Test
	@Section({ "database 2.1", "database 2.5" })
	void upsertShouldAnswerTxidAndSearchTheNearestFirst() {
		Answer first = upsert("far", "[0,1]");
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.body()).isEqualTo("{\"txid\":" + txid(first) + "}");
		Answer last = upsert("near", "[3,0]");
		assertThat(txid(last)).isGreaterThan(txid(first));
		Answer found = search("{\"vector\":[1,0]}");
		assertThat(found.body())
			.isEqualTo("{\"hits\":[{\"id\":\"near\",\"distance\":0.0},{\"id\":\"far\",\"distance\":1.0}]}");
		assertThat(txid(found)).isEqualTo(txid(last));
		assertThat(txid(upsert("far", "[1,0]"))).isGreaterThan(txid(last));
		assertThat(search("{\"vector\":[-1,0],\"k\":5,\"filter\":1}").body()).contains("2.0").doesNotContain("1.0");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "[0.9,0.1,0]; [1,0,0]; 0.0061163", "[1,2,3]; [4,5,6]; 0.0253682", "[0,0,0]; [4,5,6]; 1",
					"[4,5,6]; [0,0,0]; 1", "[0,0,0]; [0,0,0]; 1", "[-4,-5,-6]; [4,5,6]; 2",
					"[1e30,0,0]; [1e-30,0,0]; 0" })
	void distanceShouldBeOneMinusTheCosine(String query, String stored, double distance) {
		upsert("v", stored);
		Matcher matcher = DISTANCE.matcher(search("{\"vector\":" + query + "}").body());
		assertThat(matcher.find()).isTrue();
		assertThat(Double.parseDouble(matcher.group(1))).isCloseTo(distance, within(1e-4));
	}

	@ParameterizedTest
	@CsvSource({ "'', 10", "'\"k\":null,', 10", "'\"k\":3,', 3", "'\"k\":0,', 0", "'\"k\":4294967295,', 12" })
	@Section({ "database 15", "database 16" })
	void searchShouldAnswerKAndTenByDefault(String k, int expected) {
		for (int i = 0; i < 12; i++) {
			upsert("v" + i, "[" + i + ",1]");
		}
		assertThat(count(search("{" + k + "\"vector\":[1,0]}"))).isEqualTo(expected);
	}

	@Test
	@Section({ "database 15", "control 12.4" })
	void searchShouldAnswerAThousandAtMost() {
		try (RawConnection connection = new RawConnection(node.url())) {
			for (int i = 0; i < 1005; i++) {
				assertThat(connection
					.request("POST " + this.collection + " HTTP/1.1\nContent-Type: application/json\n\n{\"id\":\"v" + i
							+ "\",\"embedding\":[" + i + ",1]}")
					.answer()
					.status()).isEqualTo(200);
			}
		}
		assertThat(count(search("{\"vector\":[1,0],\"k\":5000}"))).isEqualTo(1000);
	}

	@Test
	void whenDimensionsDifferThenInvalidRequestAndNothingChanges() {
		Answer stored = upsert("a", "[1,0]");
		assertEnvelope(upsert("a", "[1,0,0]"), 400, "invalid_request");
		assertEnvelope(upsert("b", "[1]"), 400, "invalid_request");
		assertThat(upsert("b", "[1]").body()).contains("dimensions").contains("different");
		for (String query : List.of("[1,0,0]", "[]", "[1]")) {
			assertEnvelope(search("{\"vector\":" + query + "}"), 400, "invalid_request");
			assertEnvelope(search("{\"vector\":" + query + ",\"k\":0}"), 400, "invalid_request");
		}
		Answer found = search("{\"vector\":[1,0]}");
		assertThat(count(found)).isEqualTo(1);
		assertThat(txid(found)).isEqualTo(txid(stored));
	}

	@Test
	void whenCollectionIsUnknownThenNothingIsFound() {
		assertThat(search("{\"vector\":[1]}").body()).isEqualTo("{\"hits\":[]}");
		assertThat(search("{\"vector\":[]}").body()).isEqualTo("{\"hits\":[]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "[\"a\",[1]]", "{\"id\":\"a\"}", "{\"embedding\":[1]}",
			"{\"id\":null,\"embedding\":[1]}", "{\"id\":1,\"embedding\":[1]}", "{\"id\":\"a\",\"embedding\":null}",
			"{\"id\":\"a\",\"embedding\":[]}", "{\"id\":\"a\",\"embedding\":[\"1\"]}",
			"{\"id\":\"a\",\"embedding\":[null]}", "{\"id\":\"a\",\"embedding\":{}}",
			"{\"id\":\"a\",\"embedding\":[1e39]}", "{\"id\":\"a\",\"embedding\":[-1e39]}" })
	@Section({ "database 2.2", "database 2.3" })
	void whenVectorIsNotOneThenInvalidRequest(String body) {
		assertEnvelope(calls.post(this.collection, body), 400, "invalid_request");
		assertThat(search("{\"vector\":[1]}").body()).isEqualTo("{\"hits\":[]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"vector\":null}", "{\"vector\":1}", "{\"vector\":[\"1\"]}",
			"{\"vector\":[1],\"k\":-1}", "{\"vector\":[1],\"k\":5.0}", "{\"vector\":[1],\"k\":\"5\"}",
			"{\"vector\":[1],\"k\":4294967296}", "{\"vector\":[1],\"vector\":[1]}", "{\"k\":1}" })
	@Section({ "database 2.2", "database 2.3" })
	void whenSearchHasTheWrongShapeThenUnprocessable(String body) {
		assertPlain(search(body), 422, "Failed to deserialize the JSON body into the target type");
	}

	@Test
	@Section({ "database 1.1", "database 1.2", "database 2.2" })
	void shapeShouldComeBeforeTheDatabaseAndThatBeforeTheName() {
		String nowhere = "/v1/db/nowhere/vectors/a.b";
		assertEnvelope(calls.post(nowhere, "{}"), 400, "invalid_request");
		assertPlain(calls.post(nowhere + "/search", "{}"), 422, "Failed to deserialize");
		assertEnvelope(calls.post(nowhere, "{\"id\":\"a\",\"embedding\":[]}"), 404, "database_not_found");
		assertEnvelope(calls.post(nowhere + "/search", "{\"vector\":[1]}"), 404, "database_not_found");
		assertEnvelope(calls.post("/v1/db/db@b/vectors/c/search", "{\"vector\":[1]}"), 404, "branch_not_found");
		for (String name : List.of("a.b", "x".repeat(65), "%C3%A9", "a%20b")) {
			this.collection = "/v1/db/db/vectors/" + name;
			assertThat(upsert("a", "[1]").body()).contains("invalid collection name").contains("invalid_request");
			assertEnvelope(search("{\"vector\":[1]}"), 400, "invalid_request");
		}
	}

	@Test
	@Section("database 1.2")
	void namesOfOneTableShouldBeOneCollection() {
		this.collection = "/v1/db/db/vectors/My-Vectors";
		upsert("a", "[1]");
		for (String name : List.of("my_vectors", "MY-VECTORS", "My_vectors")) {
			this.collection = "/v1/db/db/vectors/" + name;
			assertThat(count(search("{\"vector\":[1]}"))).isEqualTo(1);
		}
	}

	@Test
	@Section({ "database 1.2", "database 2.2" })
	void idMayBeAnyText() {
		for (String id : List.of("", "a/b", "\\u0000", "\\ud83d\\ude00", "'; DROP TABLE x; --")) {
			assertThat(upsert(id, "[1]").status()).isEqualTo(200);
			assertThat(upsert(id, "[2]").status()).isEqualTo(200);
		}
		assertThat(count(search("{\"vector\":[1]}"))).isEqualTo(5);
		assertThat(search("{\"vector\":[1]}").body()).contains("\"\\u0000\"").contains("\"\ud83d\ude00\"");
	}

	@Test
	@Section({ "database 2.1", "database 2.2", "database 15" })
	void bodiesShouldBeHeldToTheirLimits() {
		String vector = "{\"id\":\"a\",\"embedding\":[1]}";
		assertThat(calls.post(this.collection, " ".repeat(2_000_000) + vector).status()).isEqualTo(200);
		assertPlain(calls.post(this.collection, " ".repeat(3_000_000) + vector), 413,
				"Failed to buffer the request body");
		assertPlain(search(" ".repeat(1_048_576) + "{\"vector\":[1]}"), 413, "Failed to buffer the request body");
	}

	@Test
	@Section({ "database 2.1", "database 2.5" })
	void floorShouldNotChangeTheAnswerAndOtherMethodsAreRefused() {
		Answer stored = upsert("a", "[1]");
		for (String floor : List.of("0", "99999999", "x")) {
			Answer found = calls.post(this.collection + "/search", "{\"vector\":[1]}", "Memoturn-Min-Txid: " + floor);
			assertThat(count(found)).isEqualTo(1);
			assertThat(txid(found)).isEqualTo(txid(stored));
		}
		assertThat(calls.call("GET", this.collection).header("allow")).isEqualTo("POST");
		assertThat(calls.call("DELETE", this.collection + "/search").header("allow")).isEqualTo("POST");
	}

}
