package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.List;

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
 * Tests for {@link TranscriptRoutes} over the wire on a real node.
 */
@Section("database 7")
class TranscriptRoutesTests {

	private static final String TURN = "{\"role\":\"user\",\"content\":1}";

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int sessions;

	private String session = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(directory).port(0).maxBodySize(3_000_000).start();
		calls = new Calls(node.url());
		assertThat(calls.post("/v1/databases", "{\"name\":\"chats\"}").status()).isEqualTo(201);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewSession() {
		this.session = "/v1/db/chats/memory/s" + sessions++;
	}

	private Answer append(String turn) {
		return calls.post(this.session + "/turns", turn);
	}

	private Answer search(String body) {
		return calls.post(this.session + "/search", body);
	}

	private Answer window(String query) {
		return calls.call("GET", this.session + "/turns" + query);
	}

	private static long txid(Answer answer) {
		return Long.parseLong(answer.header("memoturn-txid"));
	}

	private static int count(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body().split("\"seq\":", -1).length - 1;
	}

	@Test
	@Section({ "database 2.1", "database 2.2", "database 2.5" })
	void appendShouldAnswerNumberAndTxid() {
		Answer first = append("{\"role\":\"user\",\"content\":{\"text\":\"hi\"},\"embedding\":[1,0]}");
		assertThat(first.status()).isEqualTo(201);
		assertThat(first.body()).isEqualTo("{\"seq\":1,\"txid\":" + txid(first) + "}");
		Answer second = append("{\"role\":\"\",\"content\":null,\"embedding\":null,\"unknown\":[{}]}");
		assertThat(second.body()).startsWith("{\"seq\":2,\"txid\":");
		assertThat(txid(second)).isGreaterThan(txid(first));
		assertThat(second.header("content-type")).isEqualTo("application/json");
	}

	@Test
	@Section({ "database 2.1", "database 2.4", "database 2.5" })
	void windowShouldAnswerEveryFieldOldestFirst() {
		append("{\"role\":\"user\",\"content\":{\"b\":[1.0,18446744073709551615,-0],\"a\":\"\\u00e9\"},\"embedding\":[1]}");
		Answer last = append("{\"role\":\"tool\",\"content\":null}");
		Answer window = window("");
		assertThat(window.body().replaceAll("\"created_at\":[0-9]{13}", "\"created_at\":0"))
			.isEqualTo("{\"turns\":[{\"seq\":1,\"role\":\"user\",\"content\":{\"a\":\"é\","
					+ "\"b\":[1.0,18446744073709551615,-0.0]},\"created_at\":0},"
					+ "{\"seq\":2,\"role\":\"tool\",\"content\":null,\"created_at\":0}]}");
		assertThat(txid(window)).isEqualTo(txid(last));
	}

	@ParameterizedTest
	@CsvSource({ "'', 20", "?last=3, 3", "?last=0, 0", "?last=4294967295, 25", "?last=4294967296, 20", "?last=-1, 20",
			"?last=x, 20", "?last=, 20", "?last=2.0, 20", "?last=2&last=4, 4", "?last=1000, 25", "?limit=3, 20",
			"?last=0x3, 20", "?last=18446744073709551615, 20" })
	@Section("database 2.2")
	void lastShouldBeReadLeniently(String query, int expected) {
		this.session = "/v1/db/chats/memory/long";
		if (count(window("?last=1")) == 0) {
			for (int i = 0; i < 25; i++) {
				append(TURN);
			}
		}
		assertThat(count(window(query))).isEqualTo(expected);
	}

	@Test
	@Section({ "database 2.1", "control 12.4" })
	void searchShouldAnswerSessionAndDistance() {
		append("{\"role\":\"user\",\"content\":\"far\",\"embedding\":[0,1]}");
		Answer last = append("{\"role\":\"user\",\"content\":\"near\",\"embedding\":[3,0]}");
		append("{\"role\":\"user\",\"content\":\"none\"}");
		Answer found = search("{\"vector\":[1,0]}");
		String id = this.session.substring(this.session.lastIndexOf('/') + 1);
		assertThat(found.body()).isEqualTo("{\"turns\":[{\"session_id\":\"" + id
				+ "\",\"seq\":2,\"role\":\"user\",\"content\":\"near\",\"distance\":0.0},{\"session_id\":\"" + id
				+ "\",\"seq\":1,\"role\":\"user\",\"content\":\"far\",\"distance\":1.0}]}");
		assertThat(txid(found)).isEqualTo(txid(last) + 1);
		assertThat(count(search("{\"vector\":[1,0],\"k\":1}"))).isEqualTo(1);
		assertThat(count(search("{\"vector\":[1,0],\"k\":0}"))).isZero();
		assertThat(count(search("{\"vector\":[1,0],\"k\":null}"))).isEqualTo(2);
		assertThat(count(search("{\"vector\":[1,0],\"k\":4294967295}"))).isEqualTo(2);
		assertThat(count(search("{\"vector\":[0,0],\"filter\":1}"))).isEqualTo(2);
		assertThat(count(search("{\"vector\":[1,0,0]}"))).isZero();
		assertThat(count(search("{\"vector\":[]}"))).isZero();
	}

	@Test
	void searchShouldAnswerFiveByDefault() {
		for (int i = 0; i < 7; i++) {
			append("{\"role\":\"user\",\"content\":1,\"embedding\":[" + i + ",1]}");
		}
		assertThat(count(search("{\"vector\":[1,0]}"))).isEqualTo(5);
	}

	@Test
	void whenSessionIsUnknownThenEmpty() {
		assertThat(window("").body()).isEqualTo("{\"turns\":[]}");
		assertThat(search("{\"vector\":[1]}").body()).isEqualTo("{\"turns\":[]}");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "[]", "null", "{\"role\":\"user\"}", "{\"content\":1}", "{\"role\":null,\"content\":1}",
					"{\"role\":1,\"content\":1}", "{\"role\":\"user\",\"content\":1,\"embedding\":[]}",
					"{\"role\":\"user\",\"content\":1,\"embedding\":[\"1\"]}",
					"{\"role\":\"user\",\"content\":1,\"embedding\":{}}",
					"{\"role\":\"user\",\"content\":1,\"embedding\":[1e39]}", "[\"user\",1]" })
	@Section({ "database 2.2", "database 2.3" })
	void whenTurnHasTheWrongShapeThenInvalidRequest(String body) {
		assertEnvelope(append(body), 400, "invalid_request");
		assertThat(count(window(""))).isZero();
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
	@Section({ "database 2.2", "database 2.3" })
	void whenBodyIsNotJsonThenPlain() {
		for (String path : List.of("/turns", "/search")) {
			String target = this.session + path;
			assertPlain(calls.post(target, "{\"role\":"), 400, "Failed to parse the request body as JSON");
			assertPlain(calls.post(target, ""), 400, "Failed to parse the request body as JSON");
			assertPlain(RawConnection.exchange(calls.address(), "POST " + target + " HTTP/1.1\n\n" + TURN), 415,
					"Expected request with `Content-Type: application/json`");
		}
	}

	@Test
	@Section({ "database 2.1", "database 2.2" })
	void bodiesShouldBeHeldToTheirLimits() {
		String large = "\"content\":\"" + "x".repeat(2_000_000) + "\"}";
		assertThat(append("{\"role\":\"user\"," + large).status()).isEqualTo(201);
		assertPlain(append("{\"role\":\"user\"," + " ".repeat(3_000_000) + large), 413,
				"Failed to buffer the request body");
		String query = "{\"vector\":[1]}";
		assertThat(search(" ".repeat(1_048_576 - query.length()) + query).status()).isEqualTo(200);
		assertPlain(search(" ".repeat(1_048_577 - query.length()) + query), 413, "Failed to buffer the request body");
	}

	@Test
	@Section({ "database 1", "database 1.1", "database 2", "database 2.2" })
	void shapeShouldBeCheckedBeforeTheDatabase() {
		String nowhere = "/v1/db/nowhere/memory/s";
		assertEnvelope(calls.post(nowhere + "/turns", "{}"), 400, "invalid_request");
		assertPlain(calls.post(nowhere + "/search", "{}"), 422, "Failed to deserialize");
		assertEnvelope(calls.post(nowhere + "/turns", TURN), 404, "database_not_found");
		assertEnvelope(calls.post(nowhere + "/search", "{\"vector\":[1]}"), 404, "database_not_found");
		assertEnvelope(calls.call("GET", nowhere + "/turns"), 404, "database_not_found");
		assertThat(calls.call("GET", "/v1/databases").body()).doesNotContain("nowhere");
	}

	@ParameterizedTest
	@CsvSource({ "chats@main, 200, ''", "chats%40main, 200, ''", "ch%61ts, 200, ''", "chats@, 404, branch_not_found",
			"chats%40, 404, branch_not_found", "chats@other, 404, branch_not_found",
			"chats@main@x, 404, branch_not_found", "Chats, 404, database_not_found", "@main, 404, database_not_found",
			"chats%2Fx, 404, database_not_found" })
	@Section({ "database 1", "database 1.1", "database 2", "control 2.4" })
	void branchShouldBeTakenFromTheSpec(String spec, int status, String code) {
		Answer answer = calls.call("GET", "/v1/db/" + spec + "/memory/s/turns?branch=none", "Memoturn-Branch: none");
		assertThat(answer.status()).isEqualTo(status);
		if (!code.isEmpty()) {
			assertEnvelope(answer, status, code);
		}
	}

	@Test
	@Section({ "database 1.1", "database 1.2" })
	void sessionIdMayBeAnyText() {
		for (String id : List.of("a%2Fb", "a%20b", "a+b", "%3F", "%C3%BC", "%F0%9F%98%80", "..x", "-", "a@b")) {
			this.session = "/v1/db/chats/memory/" + id;
			assertThat(append(TURN).body()).startsWith("{\"seq\":1,");
			assertThat(count(window(""))).isEqualTo(1);
		}
		this.session = "/v1/db/chats/memory/a b";
		assertPlain(calls.call("GET", "/v1/db/chats/memory/%FF/turns"), 400, "Invalid URL");
	}

	@Test
	@Section("database 2.5")
	void floorShouldBeAcceptedAndNotChangeTheAnswer() {
		Answer appended = append(TURN);
		for (String floor : List.of("0", "1", "99999999", "18446744073709551615", "x", "-1")) {
			Answer window = calls.call("GET", this.session + "/turns", "Memoturn-Min-Txid: " + floor);
			assertThat(count(window)).isEqualTo(1);
			assertThat(txid(window)).isEqualTo(txid(appended));
			Answer found = calls.post(this.session + "/search", "{\"vector\":[1]}", "Memoturn-Min-Txid: " + floor);
			assertThat(txid(found)).isEqualTo(txid(appended));
		}
	}

	@Test
	@Section({ "database 2.1", "database 2.3" })
	void whenMethodIsNoneOfTheRoutesThenAllowListsThem() {
		Answer answer = calls.call("DELETE", this.session + "/turns");
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.header("allow")).isEqualTo("GET,HEAD,POST");
		assertThat(calls.call("GET", this.session + "/search").header("allow")).isEqualTo("POST");
		assertThat(calls.call("GET", this.session).status()).isEqualTo(404);
		try (RawConnection connection = new RawConnection(calls.address())) {
			Answer head = connection.request("HEAD " + this.session + "/turns HTTP/1.1").answerWithoutBody();
			assertThat(head.status()).isEqualTo(200);
			assertThat(txid(head)).isPositive();
		}
	}

	@Test
	@Section({ "memory 4.4", "memory 4.10", "memory 7 turn channel", "database 2.5", "database 13", "control 2.3" })
	void recallShouldIncludeTurnsOfTheProfile() {
		String profile = "/v1/memory/ns/alice";
		assertThat(calls.post("/v1/db/ns--alice/memory/s-1/turns", TURN).status()).isEqualTo(404);
		calls.post(profile + "/memories",
				"{\"memories\":[{\"type\":\"fact\",\"summary\":\"dark\",\"session_id\":\"s-1\"}]}");
		Answer appended = calls.post("/v1/db/ns--alice/memory/s-1/turns",
				"{\"role\":\"user\",\"content\":{\"text\":\"hi\"},\"embedding\":[0,2]}");
		assertThat(txid(appended)).isEqualTo(2);
		Answer recalled = calls.post(profile + "/recall", "{\"embedding\":[0,4],\"include_turns\":true,\"k\":3}");
		assertThat(recalled.body()).isEqualTo("{\"memories\":[],\"turns\":[{\"session_id\":\"s-1\",\"seq\":1,"
				+ "\"role\":\"user\",\"content\":{\"text\":\"hi\"},\"distance\":0.0}],\"txid\":2}");
		assertThat(calls.call("DELETE", profile + "/sessions/s-1?turns=TRUE").status()).isEqualTo(204);
		assertThat(count(calls.call("GET", "/v1/db/ns--alice/memory/s-1/turns"))).isEqualTo(1);
		Answer ended = calls.call("DELETE", profile + "/sessions/s-1?turns=true");
		assertThat(ended.status()).isEqualTo(204);
		assertThat(txid(ended)).isEqualTo(4);
		assertThat(count(calls.call("GET", "/v1/db/ns--alice/memory/s-1/turns"))).isZero();
	}

}
