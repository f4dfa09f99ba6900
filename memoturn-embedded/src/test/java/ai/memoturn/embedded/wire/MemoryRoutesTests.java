package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryRoutes} over the wire on a real node: protocol, memory, sections
 * 1, 2, 4, 5 and 11.
 */
class MemoryRoutesTests {

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int profiles;

	/** A profile of the test's own, which does not exist yet. */
	private String profile = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(directory).port(0).maxBodySize(3_000_000).start();
		calls = new Calls(node.url());
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewProfile() {
		this.profile = "/v1/memory/ns/p" + profiles++;
	}

	private Answer ingest(String items) {
		return calls.post(this.profile + "/memories", "{\"memories\":[" + items + "]}");
	}

	private Answer recall(String body) {
		return calls.post(this.profile + "/recall", body);
	}

	private void create() {
		assertThat(ingest("").status()).isEqualTo(201);
	}

	private static String idOf(Answer answer) {
		int start = answer.body().indexOf("mem_");
		return answer.body().substring(start, start + 36);
	}

	static void assertEnvelope(Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.body()).matches("\\{\"error\":\"[^\"]+\",\"code\":\"" + code + "\"\\}");
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
	}

	static void assertPlain(Answer answer, int status, String start) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.header("content-type")).startsWith("text/plain");
		assertThat(answer.body()).startsWith(start);
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
	}

	@Test
	@Section({ "memory 4.1", "control 13.1" })
	void healthShouldBeOk() {
		Answer answer = calls.call("GET", "/health");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("ok");
		assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
		assertThat(calls.call("POST", "/health").header("allow")).isEqualTo("GET,HEAD");
	}

	@Test
	@Section({ "memory 2", "memory 4.3", "memory 11" })
	void ingestShouldAnswerWithResultsAndTxid() {
		Answer answer = ingest("""
				{"type":"fact","topic_key":"user.diet","summary":"vegetarian since 2024",
				 "content":{"diet":"vegetarian"},"keywords":"food preference"}""");
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.body())
			.isEqualTo("{\"results\":[{\"id\":\"mem_6b71bce8b8f80e570dc5c4b37b5dd782\",\"status\":\"created\","
					+ "\"superseded\":[]}],\"txid\":1}");
		assertThat(answer.header("memoturn-txid")).isEqualTo("1");
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.headers().keySet()).noneMatch((name) -> name.startsWith("access-control"));
	}

	@Test
	@Section({ "memory 4.3", "memory 4.4", "memory 4.7", "memory 6" })
	void supersessionShouldShowInIngestGetAndRecall() {
		String dark = idOf(ingest("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"dark\",\"content\":\"d\"}"));
		Answer light = ingest("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"light\",\"content\":\"l\"}");
		assertThat(light.body()).contains("\"status\":\"created\",\"superseded\":[\"" + dark + "\"]");
		Answer old = calls.call("GET", this.profile + "/memories/" + dark);
		assertThat(old.body()).contains("\"superseded_by\":\"" + idOf(light) + "\"")
			.containsPattern("\"superseded_at\":[0-9]+")
			.contains("\"supersedes\":[]");
		assertThat(old.header("memoturn-txid")).isEqualTo(light.header("memoturn-txid"));
		assertThat(calls.call("GET", this.profile + "/memories/" + idOf(light)).body())
			.contains("\"supersedes\":[\"" + dark + "\"]")
			.contains("\"superseded_by\":null,\"superseded_at\":null");
		assertThat(recall("{\"topic_key\":\"t\"}").body()).contains(idOf(light)).doesNotContain(dark);
		assertThat(recall("{\"topic_key\":\"t\",\"include_superseded\":true}").body()).contains(dark);
	}

	@Test
	@Section({ "memory 2", "memory 4.4", "memory 7" })
	void recallShouldAnswerEveryField() {
		ingest("""
				{"type":"fact","topic_key":"user.diet","summary":"vegan since 2026","content":{"z":1.50,"a":[]},
				 "keywords":"food preference","source":"claude-code"}""");
		Answer answer = recall("{\"query\":\"VEGAN?\",\"topic_key\":\"user.diet\",\"k\":null,\"types\":null}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).matches("\\{\"memories\":\\[\\{\"id\":\"mem_[0-9a-f]{32}\",\"type\":\"fact\","
				+ "\"topic_key\":\"user.diet\",\"summary\":\"vegan since 2026\",\"content\":\\{\"a\":\\[\\],\"z\":1.5\\},"
				+ "\"keywords\":\"food preference\",\"session_id\":null,\"source\":\"claude-code\","
				+ "\"created_at\":[0-9]{13},\"superseded_by\":null,\"score\":0.04918032786885246,"
				+ "\"channels\":\\[\"topic\",\"keyword\"\\]\\}\\],\"txid\":1\\}");
		assertThat(answer.header("memoturn-txid")).isEqualTo("1");
	}

	@Test
	@Section({ "memory 2", "memory 4.7" })
	void getShouldAnswerEveryField() {
		String id = idOf(ingest("{\"type\":\"task\",\"summary\":\"s\",\"session_id\":\"a/b\",\"ttl\":60}"));
		Answer answer = calls.call("GET", this.profile + "/memories/" + id);
		assertThat(answer.body()).matches("\\{\"id\":\"" + id + "\",\"type\":\"task\",\"topic_key\":null,"
				+ "\"summary\":\"s\",\"content\":null,\"keywords\":\"\",\"session_id\":\"a/b\",\"source\":null,"
				+ "\"created_at\":[0-9]{13},\"expires_at\":[0-9]{13},\"superseded_by\":null,\"superseded_at\":null,"
				+ "\"supersedes\":\\[\\]\\}");
		assertThat(answer.header("memoturn-txid")).isEqualTo("1");
	}

	@Test
	@Section("memory 11")
	void headOfMemoryShouldAnswerWithoutBody() {
		String id = idOf(ingest("{\"type\":\"event\",\"summary\":\"s\"}"));
		try (RawConnection connection = new RawConnection(node.url())) {
			Answer answer = connection.request("HEAD " + this.profile + "/memories/" + id + " HTTP/1.1")
				.answerWithoutBody();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("memoturn-txid")).isEqualTo("1");
			assertThat(Integer.parseInt(answer.header("content-length"))).isGreaterThan(100);
		}
	}

	@Test
	@Section({ "memory 2", "memory 4.8" })
	void forgetShouldAnswerOnce() {
		String id = idOf(ingest("{\"type\":\"event\",\"summary\":\"s\"}"));
		Answer answer = calls.call("DELETE", this.profile + "/memories/" + id);
		assertThat(answer.status()).isEqualTo(204);
		assertThat(answer.body()).isEmpty();
		assertThat(answer.headers()).doesNotContainKey("content-type");
		assertThat(Long.parseLong(answer.header("memoturn-txid"))).isGreaterThan(1);
		assertEnvelope(calls.call("DELETE", this.profile + "/memories/" + id), 404, "not_found");
		assertEnvelope(calls.call("GET", this.profile + "/memories/" + id), 404, "not_found");
	}

	@Test
	@Section({ "memory 2", "memory 4.9", "memory 4.10", "memory 14" })
	void sessionsShouldBeListedAndEnded() {
		ingest("{\"type\":\"task\",\"summary\":\"a\",\"session_id\":\"s/1 ?\"},"
				+ "{\"type\":\"fact\",\"summary\":\"b\",\"session_id\":\"s/1 ?\"}");
		Answer list = calls.call("GET", this.profile + "/sessions");
		assertThat(list.body()).matches("\\{\"sessions\":\\[\\{\"id\":\"s/1 \\?\",\"created_at\":[0-9]{13},"
				+ "\"last_active_at\":[0-9]{13}\\}\\],\"txid\":1\\}");
		assertThat(list.header("memoturn-txid")).isEqualTo("1");
		assertThat(calls.call("GET", this.profile + "/sessions?limit=0").body())
			.isEqualTo("{\"sessions\":[],\"txid\":1}");
		for (String limit : List.of("-1", "x", "1.5", "99999999999999999999", "", "1001", "18446744073709551615")) {
			assertThat(calls.call("GET", this.profile + "/sessions?limit=" + limit).body()).contains("s/1 ?");
		}
		Answer ended = calls.call("DELETE", this.profile + "/sessions/s%2F1%20%3F?turns=true");
		assertThat(ended.status()).isEqualTo(204);
		assertThat(ended.header("memoturn-txid")).isEqualTo("2");
		assertThat(calls.call("DELETE", this.profile + "/sessions/never").status()).isEqualTo(204);
		assertThat(calls.call("GET", this.profile + "/sessions").body()).startsWith("{\"sessions\":[],");
		assertThat(recall("{\"query\":\"a b\"}").body()).contains("\"fact\"").doesNotContain("\"task\"");
	}

	@Test
	@Section({ "memory 1", "memory 2", "memory 4.2", "control 4.1" })
	void profilesShouldBeListedByName() {
		for (String name : List.of("zed", "alice", "a_b")) {
			calls.post("/v1/memory/listing/" + name + "/memories", "{\"memories\":[]}");
		}
		Answer answer = calls.call("GET", "/v1/memory/listing?x=1");
		assertThat(answer.body()).matches("\\{\"namespace\":\"listing\",\"profiles\":\\["
				+ "\\{\"profile\":\"a_b\",\"created_at\":[0-9]{13}\\},\\{\"profile\":\"alice\",\"created_at\":[0-9]{13}\\},"
				+ "\\{\"profile\":\"zed\",\"created_at\":[0-9]{13}\\}\\]\\}");
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
		assertThat(calls.call("GET", "/v1/memory/nobody").body())
			.isEqualTo("{\"namespace\":\"nobody\",\"profiles\":[]}");
		assertEnvelope(calls.call("GET", "/v1/memory/No"), 400, "invalid_request");
		assertThat(calls.call("GET", "/v1/memory/").status()).isEqualTo(404);
		assertThat(calls.call("GET", "/v1/memory/acme/").body()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {
			"fact|\"user.diet\"|{\"diet\":\"vegetarian\"}|{\"diet\":\"vegetarian\"}|mem_6b71bce8b8f80e570dc5c4b37b5dd782",
			"fact|\"user.theme\"|{\"v\":\"dark\"}|{\"v\":\"dark\"}|mem_5758fd9d59dc40b7225a7ebf08fa0f22",
			"instruction|\"user.theme\"|{\"v\":\"dark\"}|{\"v\":\"dark\"}|mem_d5372f95a2588acf8fa3db22885e8965",
			"fact|null|{\"v\":\"dark\"}|{\"v\":\"dark\"}|mem_7c30e6f87d9b126f57171c7dc2c9f3dd",
			"fact|\"\"|{\"v\":\"dark\"}|{\"v\":\"dark\"}|mem_7c30e6f87d9b126f57171c7dc2c9f3dd",
			"event|null|{\"v\":\"dark\"}|{\"v\":\"dark\"}|mem_2bd70facb56b3a47a7e17fd4a6c8e025",
			"event|null|null|null|mem_006e7494200d7e4085a06be94574bda6",
			"event|null|\"hi\"|\"hi\"|mem_e4501ce19578307885bf6dd356212011",
			"task|null|{}|{}|mem_693d25b4c0b65deb35e7349addebf65a",
			"event|null|{\"n\":1}|{\"n\":1}|mem_e57aceb4918264b75af25d2505e581ca",
			"event|null|{\"n\":1.0}|{\"n\":1.0}|mem_79c8c7c5ebae669c2e06756d16a1b409",
			"event|null|{ \"n\" : 1E5 }|{\"n\":100000.0}|mem_1c34a0c02a841ca70a2a0a1f1a7bd24e",
			"event|null|{\"n\":1e21}|{\"n\":1e+21}|mem_7ff757d6e8257b37f3a4d0005442bd1d",
			"event|null|{\"n\":0.0000001}|{\"n\":1e-7}|mem_7183893141543649a0f0e1c76045e0c7",
			"event|null|{\"n\":18446744073709551615}|{\"n\":18446744073709551615}|mem_876257cf74b6f3dbc874e7020c3d88b0",
			"event|null|{\"n\":-0}|{\"n\":-0.0}|mem_a0c683fdb4a2c965494512b6f4f633f1",
			"event|null|{\"n\":0.000001}|{\"n\":1e-6}|mem_4696dcdfc5ee7976cab59fdf6fbca33c",
			"event|null|{\"n\":1e16}|{\"n\":1e+16}|mem_c15197945255abd26ea197ff0012fdc2",
			"event|null|{\"n\":4.9e-324}|{\"n\":5e-324}|mem_1bf3d30a84f96d6c4daa65af57ff29b3",
			"event|null|{\"n\":0.9452706955539223}|{\"n\":0.9452706955539223}|mem_6b9ae90a48005cf61c9552734895b85e" })
	@Section("memory 5")
	void idsShouldBeTheProtocols(String type, String topicKey, String content, String canonical, String id) {
		Answer answer = ingest("{\"type\":\"" + type + "\",\"topic_key\":" + topicKey
				+ ",\"summary\":\"s\",\"content\":" + content + "}");
		assertThat(idOf(answer)).isEqualTo(id);
		assertThat(calls.call("GET", this.profile + "/memories/" + id).body())
			.contains("\"content\":" + canonical + ",\"keywords\"");
	}

	@Test
	@Section({ "memory 4.3", "memory 5" })
	void whenContentIsAbsentThenItIsNull() {
		assertThat(idOf(ingest("{\"type\":\"event\",\"summary\":\"s\"}")))
			.isEqualTo("mem_006e7494200d7e4085a06be94574bda6");
	}

	@Test
	@Section("memory 5")
	void textShouldComeBackAsItWasSent() {
		String text = "\"q\\\" b\\\\ \\n\\t\\u0001 \u007f \u00e9 \u65e5\u672c \ud83d\ude00 / \u2028\"";
		String id = idOf(ingest("{\"type\":\"event\",\"summary\":" + text + ",\"keywords\":" + text + ",\"content\":"
				+ text + ",\"source\":" + text + "}"));
		assertThat(calls.call("GET", this.profile + "/memories/" + id).body()).contains("\"summary\":" + text)
			.contains("\"keywords\":" + text)
			.contains("\"content\":" + text)
			.contains("\"source\":" + text);
	}

	/** Protocol, memory, 4.3: the shape comes before everything else. */
	@ParameterizedTest
	@ValueSource(strings = { "[]", "1", "null", "{}", "{\"memories\":null}", "{\"memories\":{}}", "{\"memories\":[1]}",
			"{\"memories\":[null]}", "{\"memories\":[{}]}", "{\"memories\":[{\"type\":\"fact\"}]}",
			"{\"memories\":[{\"summary\":\"s\"}]}", "{\"memories\":[{\"type\":1,\"summary\":\"s\"}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":null}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"topic_key\":1}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"keywords\":[]}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"embedding\":\"x\"}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"embedding\":[null]}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"embedding\":[1e39]}]}",
			"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"session_id\":{}}]}",
			"{\"memories\":[{\"type\":\"task\",\"summary\":\"s\",\"ttl\":-1}]}",
			"{\"memories\":[{\"type\":\"task\",\"summary\":\"s\",\"ttl\":60.0}]}",
			"{\"memories\":[{\"type\":\"task\",\"summary\":\"s\",\"ttl\":6e1}]}",
			"{\"memories\":[{\"type\":\"task\",\"summary\":\"s\",\"ttl\":\"60\"}]}",
			"{\"memories\":[{\"type\":\"task\",\"summary\":\"s\",\"ttl\":18446744073709551616}]}" })
	@Section({ "memory 4", "memory 4.3" })
	void whenIngestHasTheWrongShapeThenInvalidRequestAndNoProfile(String body) {
		assertEnvelope(calls.post(this.profile + "/memories", body), 400, "invalid_request");
		assertEnvelope(calls.call("GET", this.profile + "/memories/x"), 404, "database_not_found");
	}

	/**
	 * Protocol, memory, 4.3: rules that are looked at after the profile is registered.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"Fact\",\"summary\":\"s\"}", "{\"type\":\"\",\"summary\":\"s\"}",
			"{\"type\":\"fact\",\"summary\":\" \\u0085\\u00a0\"}", "{\"type\":\"fact\",\"summary\":\"\"}",
			"{\"type\":\"event\",\"summary\":\"s\",\"topic_key\":\"\"}",
			"{\"type\":\"fact\",\"summary\":\"s\",\"ttl\":1}",
			"{\"type\":\"task\",\"summary\":\"s\",\"embedding\":[]}" })
	@Section("memory 4.3")
	void whenItemBreaksARuleThenTheWholeBatchIsRefused(String item) {
		assertEnvelope(ingest("{\"type\":\"fact\",\"summary\":\"good\"}," + item), 400, "invalid_request");
		assertThat(recall("{\"query\":\"good\"}").body()).isEqualTo("{\"memories\":[],\"txid\":0}");
		assertEnvelope(calls.call("GET", this.profile + "/memories/x"), 404, "not_found");
	}

	@Test
	@Section({ "memory 4.3", "memory 14", "control 12.4" })
	void batchShouldBeOneThousandAtMost() {
		String item = "{\"type\":\"event\",\"summary\":\"s\"}";
		Answer most = ingest(String.join(",", Collections.nCopies(1000, item)));
		assertThat(most.status()).isEqualTo(201);
		useNewProfile();
		Answer tooMany = ingest(String.join(",", Collections.nCopies(5000, item)));
		assertEnvelope(tooMany, 400, "invalid_request");
		assertThat(tooMany.body()).contains("1000");
		assertEnvelope(calls.call("GET", this.profile + "/memories/x"), 404, "database_not_found");
	}

	@Test
	@Section({ "memory 4", "memory 4.3" })
	void orderOfChecksOfIngestShouldBeTheProtocols() {
		String tooMany = "{\"memories\":["
				+ String.join(",", Collections.nCopies(1001, "{\"type\":\"x\",\"summary\":\"\"}")) + "]}";
		// 415, 413, 400 plain, shape, number, name, branch, type
		String bad = "/v1/memory/NS/alice/memories?branch=no";
		assertThat(RawConnection.exchange(calls.address(), "POST " + bad + " HTTP/1.1\n\n" + " ".repeat(3_000_001))
			.status()).isEqualTo(415);
		assertThat(calls.post(bad, " ".repeat(3_000_001)).status()).isEqualTo(413);
		assertPlain(calls.post(bad, "{\"memories\":[1"), 400, "Failed to parse the request body as JSON");
		assertThat(calls.post(bad, "{\"memories\":[1]}").body()).contains("memories.0");
		assertThat(calls.post(bad, tooMany).body()).contains("1000");
		assertThat(calls.post(bad, "{\"memories\":[{\"type\":\"x\",\"summary\":\"\"}]}").body()).contains("name");
		String branch = this.profile + "/memories?branch=no";
		assertEnvelope(calls.post(branch, "{\"memories\":[{\"type\":\"x\",\"summary\":\"\"}]}"), 404,
				"branch_not_found");
		assertEnvelope(ingest("{\"type\":\"x\",\"summary\":\"\"}"), 400, "invalid_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"k\":\"5\"}", "{\"k\":5.0}", "{\"k\":-1}", "{\"k\":4294967296}", "{\"query\":1}",
			"{\"query\":\"a\",\"query\":\"b\"}", "{\"k\":1,\"k\":null}", "{\"types\":\"fact\"}", "{\"types\":[1]}",
			"{\"types\":[null]}", "{\"include_superseded\":null}", "{\"include_turns\":null}", "{\"include_turns\":1}",
			"{\"embedding\":[\"1\"]}", "{\"embedding\":{}}", "{\"topic_key\":[]}", "[1]", "null", "\"x\"",
			"{\"k\":\"5\"} trailing" })
	@Section({ "memory 4", "memory 4.4", "memory 11" })
	void whenRecallHasTheWrongShapeThenUnprocessable(String body) {
		assertPlain(recall(body), 422, "Failed to deserialize the JSON body into the target type");
		assertPlain(calls.post("/v1/memory/BAD/x/recall", body), 422, "Failed to deserialize the JSON body");
	}

	@Test
	@Section("memory 4.4")
	void orderOfChecksOfRecallShouldBeTheProtocols() {
		assertEnvelope(calls.post("/v1/memory/BAD/x/recall?branch=no", "{\"types\":[\"x\"]}"), 400, "invalid_request");
		// An unknown profile: nothing else is looked at.
		for (String body : List.of("{}", "{\"types\":[\"x\"]}", "{\"embedding\":[]}", "{\"include_turns\":true}")) {
			Answer answer = calls.post(this.profile + "/recall?branch=no", body);
			assertThat(answer.body()).isEqualTo("{\"memories\":[],\"txid\":0}");
			assertThat(answer.header("memoturn-txid")).isEqualTo("0");
			assertEnvelope(calls.post(this.profile + "/recall", body, "Memoturn-Min-Txid: 1"), 404, "not_found");
		}
		create();
		assertEnvelope(calls.post(this.profile + "/recall?branch=no", "{\"types\":[\"x\"]}"), 400, "invalid_request");
		assertEnvelope(calls.post(this.profile + "/recall?branch=no", "{}"), 404, "branch_not_found");
		assertEnvelope(recall("{}"), 400, "invalid_request");
		assertEnvelope(recall("{\"query\":\"x\",\"embedding\":[]}"), 400, "invalid_request");
		assertEnvelope(recall("{\"query\":\"x\",\"include_turns\":true}"), 400, "invalid_request");
		assertEnvelope(recall("{\"query\":\"x\",\"embedding\":[1e39]}"), 400, "invalid_request");
		assertThat(recall("{\"query\":\"\"}").body()).isEqualTo("{\"memories\":[],\"txid\":0}");
		assertThat(recall("{\"query\":\"?!\",\"types\":[]}").body()).isEqualTo("{\"memories\":[],\"txid\":0}");
		assertThat(recall("{\"embedding\":[1,2],\"include_turns\":true}").body())
			.isEqualTo("{\"memories\":[],\"turns\":[],\"txid\":0}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NOT", "a AND", "\\\"unbalanced", "NEAR(", "x*", "summary:x", "-x", "(", "'; DROP TABLE",
			"*", "^x", "{x}", "\\u0000" })
	@Section("memory 7 keyword channel")
	void whenQueryLooksLikeSearchSyntaxThenItIsWords(String query) {
		create();
		assertThat(recall("{\"query\":\"" + query + "\"}").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "x", "1.5", "99999999999999999999" })
	@Section({ "memory 2", "memory 4.4", "memory 4.9", "control 10.2" })
	void whenFloorIsNoneThenItIsIgnored(String floor) {
		assertThat(calls.post(this.profile + "/recall", "{}", "Memoturn-Min-Txid: " + floor).status()).isEqualTo(200);
		assertThat(calls.call("GET", this.profile + "/sessions", "Memoturn-Min-Txid: " + floor).body())
			.isEqualTo("{\"sessions\":[],\"txid\":0}");
	}

	@Test
	@Section({ "memory 2", "memory 4.4", "memory 4.7", "memory 4.9", "control 10", "control 10.2" })
	void whenFloorIsAboveTheHeadThenTheHeadIsAnswered() {
		String id = idOf(ingest("{\"type\":\"event\",\"summary\":\"s\"}"));
		String floor = "Memoturn-Min-Txid: 18446744073709551615";
		assertThat(calls.post(this.profile + "/recall", "{\"query\":\"s\"}", floor).header("memoturn-txid"))
			.isEqualTo("1");
		assertThat(calls.call("GET", this.profile + "/memories/" + id, floor).status()).isEqualTo(200);
		assertThat(calls.call("GET", this.profile + "/sessions", floor).status()).isEqualTo(200);
		assertEnvelope(calls.call("GET", "/v1/memory/ns/unknown/sessions", floor), 404, "not_found");
		assertEnvelope(calls.call("GET", "/v1/memory/ns/unknown/memories/x", floor), 404, "database_not_found");
	}

	@Test
	@Section({ "memory 1", "memory 2", "control 2", "control 2.4", "control 2.5" })
	void branchShouldComeFromQueryThenHeaderThenMain() {
		create();
		String sessions = this.profile + "/sessions";
		String header = "Memoturn-Branch: no";
		assertThat(calls.call("GET", sessions + "?branch=main").status()).isEqualTo(200);
		assertThat(calls.call("GET", sessions, "Memoturn-Branch: main").status()).isEqualTo(200);
		assertThat(calls.call("GET", sessions + "?branch=main", header).status()).isEqualTo(200);
		assertThat(calls.call("GET", sessions + "?branch=no&branch=main").status()).isEqualTo(200);
		assertThat(calls.call("GET", sessions + "?branch=m%61in&x=%zz&y=%ff").status()).isEqualTo(200);
		assertThat(calls.call("GET", sessions, "Memoturn-Branch: caf\u00e9").status()).isEqualTo(200);
		assertEnvelope(calls.call("GET", sessions, header), 404, "branch_not_found");
		assertEnvelope(calls.call("GET", sessions + "?branch=no", "Memoturn-Branch: main"), 404, "branch_not_found");
		assertEnvelope(calls.call("GET", sessions + "?branch=main&branch=no"), 404, "branch_not_found");
		assertEnvelope(calls.call("GET", sessions + "?branch=main+"), 404, "branch_not_found");
		for (String branch : List.of("..", "a%2Fb", "%00", "main%00", "MAIN", "main.db")) {
			assertEnvelope(calls.call("GET", sessions + "?branch=" + branch), 404, "branch_not_found");
		}
	}

	/** Protocol, memory, section 1: an empty branch is not {@code main}. */
	@Test
	@Section({ "memory 1", "control 2.4" })
	void whenBranchIsEmptyThenNotFoundAndUntouched() {
		String id = idOf(ingest("{\"type\":\"event\",\"summary\":\"s\"}"));
		for (String target : List.of("/memories/" + id, "/sessions")) {
			assertThat(calls.call("GET", this.profile + target + "?branch=", "Memoturn-Branch: main").status())
				.isEqualTo(404);
			assertThat(calls.call("GET", this.profile + target + "?branch").status()).isEqualTo(404);
			assertThat(calls.call("GET", this.profile + target, "Memoturn-Branch: ").status()).isEqualTo(404);
		}
		assertThat(calls.call("DELETE", this.profile + "/memories/" + id + "?branch=").status()).isEqualTo(404);
		assertThat(calls.post(this.profile + "/memories?branch=", "{\"memories\":[]}").status()).isEqualTo(404);
		assertThat(calls.call("GET", this.profile + "/memories/" + id).status()).isEqualTo(200);
		assertThat(calls.post("/v1/memory/ns/unknown/recall?branch=", "{}").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Team", "-team", "team-", "a--b", "_x", "a.b", "a%20b", "a%2Fb", "a@b", "%C3%A9",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	@Section({ "memory 1", "memory 4", "memory 14", "control 2", "control 2.2", "control 2.4", "database 1.2" })
	void whenNameBreaksTheRuleThenInvalidRequest(String name) {
		for (String path : List.of("/v1/memory/" + name + "/ok", "/v1/memory/ok/" + name)) {
			assertEnvelope(calls.post(path + "/memories", "{\"memories\":[]}"), 400, "invalid_request");
			assertEnvelope(calls.post(path + "/recall", "{}"), 400, "invalid_request");
			assertEnvelope(calls.post(path + "/extract", "{\"turns\":[]}"), 400, "invalid_request");
			assertEnvelope(calls.call("GET", path + "/memories/x"), 400, "invalid_request");
			assertEnvelope(calls.call("DELETE", path + "/memories/x"), 400, "invalid_request");
			assertEnvelope(calls.call("GET", path + "/sessions"), 400, "invalid_request");
			assertEnvelope(calls.call("DELETE", path + "/sessions/x"), 400, "invalid_request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "con", "nul", "com1", "aux", "a_", "0" })
	@Section({ "memory 1", "control 2.2" })
	void whenNameIsUnusualButValidThenServed(String name) {
		assertThat(calls.post("/v1/memory/" + name + "/" + name + "/memories", "{\"memories\":[]}").status())
			.isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mem_0", "x", "%20", "a%2Fb", "mem_6B71BCE8B8F80E570DC5C4B37B5DD782", "%27%20OR%201=1" })
	@Section({ "memory 4.7", "memory 4.8" })
	void whenIdIsOfAnyOtherFormThenNotFound(String id) {
		assertEnvelope(calls.call("GET", this.profile + "/memories/" + id), 404, "database_not_found");
		create();
		assertEnvelope(calls.call("GET", this.profile + "/memories/" + id), 404, "not_found");
		assertEnvelope(calls.call("DELETE", this.profile + "/memories/" + id), 404, "not_found");
	}

	@Test
	@Section("memory 11")
	void whenSegmentIsNotUtf8ThenPlainBadRequest() {
		assertThat(calls.call("GET", this.profile + "/memories/%ff").header("content-type")).startsWith("text/plain");
		assertThat(calls.call("DELETE", this.profile + "/sessions/%ff").status()).isEqualTo(400);
	}

	@Test
	@Section({ "memory 4.5", "memory 8" })
	void askShouldBeUnconfiguredAfterItsBodyIsRead() {
		String ask = "/v1/memory/BAD/x/ask";
		assertThat(RawConnection.exchange(calls.address(), "POST " + ask + " HTTP/1.1\n\n{}").status()).isEqualTo(415);
		assertPlain(calls.post(ask, "{"), 400, "Failed to parse the request body as JSON");
		for (String body : List.of("{}", "{\"question\":null}", "{\"question\":1}", "{\"question\":\"q\",\"k\":1.5}",
				"{\"question\":\"q\",\"question\":\"q\"}", "{\"question\":\"q\",\"include_superseded\":null}")) {
			assertPlain(calls.post(ask, body), 422, "Failed to deserialize the JSON body into the target type");
		}
		for (String body : List.of("{\"question\":\"\"}", "{\"question\":\"q\",\"types\":[\"x\"]}",
				"{\"question\":\"q\",\"query\":1,\"embedding\":\"x\",\"include_turns\":null}")) {
			assertEnvelope(calls.post(ask, body), 503, "unconfigured");
		}
	}

	@Test
	@Section({ "memory 4.6", "memory 8" })
	void extractShouldBeUnconfiguredAfterShapeAndName() {
		String extract = this.profile + "/extract";
		assertPlain(calls.post(extract, "{\"turns\":[}"), 400, "Failed to parse the request body as JSON");
		for (String body : List.of("{}", "{\"turns\":1}", "{\"turns\":[{}]}", "{\"turns\":[{\"role\":\"user\"}]}",
				"{\"turns\":[{\"content\":1}]}", "{\"turns\":[{\"role\":1,\"content\":1}]}",
				"{\"turns\":[],\"dry_run\":null}", "{\"turns\":[],\"session_id\":1}")) {
			assertEnvelope(calls.post(extract, body), 400, "invalid_request");
		}
		assertEnvelope(calls.post("/v1/memory/BAD/x/extract", "{\"turns\":[]}"), 400, "invalid_request");
		for (String body : List.of("{\"turns\":[]}", "{\"turns\":1,\"turns\":[]}",
				"{\"turns\":[{\"role\":\"user\",\"content\":null}],\"dry_run\":true,\"source\":null}")) {
			assertEnvelope(calls.post(extract + "?branch=no", body), 503, "unconfigured");
		}
		assertEnvelope(calls.call("GET", this.profile + "/memories/x"), 404, "database_not_found");
	}

	@Test
	@Section("memory 2")
	void durabilityHeaderShouldBeAcceptedInAnyCase() {
		for (String value : List.of("durable", "DURABLE", "standard", "whatever")) {
			assertThat(calls
				.post(this.profile + "/memories", "{\"memories\":[{\"type\":\"event\",\"summary\":\"s\"}]}",
						"Memoturn-Durability: " + value)
				.status()).isEqualTo(201);
		}
	}

	/** Protocol, memory, section 11: the worked examples, in order. */
	@Test
	@Section("memory 11")
	void workedExamplesShouldHold() {
		assertEnvelope(calls.post(this.profile + "/memories", "{\"memories\":[{\"type\":\"fact\"}]}"), 400,
				"invalid_request");
		assertPlain(calls.post(this.profile + "/memories", "{\"memories\":"), 400,
				"Failed to parse the request body as JSON");
		assertThat(recall("{}").body()).isEqualTo("{\"memories\":[],\"txid\":0}");
		assertEnvelope(calls.call("GET", this.profile + "/memories/mem_0"), 404, "database_not_found");
		create();
		assertPlain(recall("{\"k\":\"5\"}"), 422, "Failed to deserialize the JSON body into the target type");
		assertEnvelope(recall("{}"), 400, "invalid_request");
		assertPlain(
				RawConnection.exchange(calls.address(),
						"POST " + this.profile + "/recall HTTP/1.1\n\n{\"query\":\"x\"}"),
				415, "Expected request with `Content-Type: application/json`");
		assertThat(calls.call("GET", this.profile + "/recall").header("allow")).isEqualTo("POST");
		assertEnvelope(calls.post(this.profile + "/ask", "{\"question\":\"\"}"), 503, "unconfigured");
	}

	@ParameterizedTest
	@CsvSource({ "memories, POST", "recall, POST", "ask, POST", "extract, POST", "'memories/x', 'GET,HEAD,DELETE'",
			"sessions, 'GET,HEAD'", "'sessions/x', DELETE" })
	@Section({ "memory 2", "memory 11" })
	void whenMethodIsNoneOfTheRoutesThenAllowListsThem(String path, String allow) {
		Answer answer = calls.call("PATCH", this.profile + "/" + path);
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.header("allow")).isEqualTo(allow);
		assertThat(answer.body()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/memory", "/v1", "/v2/memory/a/b/recall", "/v1/memory/a/b/other", "/v1/memory/a/b",
			"/v1/memory/a/b/memories/x/y", "/v1/memory/a/b/memories/", "/v1/databases/", "/metrics", "/healthz" })
	@Section({ "memory 1", "memory 11", "control 13.2" })
	void whenThereIsNoSuchRouteThenEmptyNotFound(String path) {
		Answer answer = calls.call("GET", path);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.body()).isEmpty();
	}

	/** Reliability J3: 200 shapes that a web page could send. None changes anything. */
	@Test
	void whenRequestComesFromAWebPageThenNothingChanges() {
		String id = idOf(ingest("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"kept\",\"session_id\":\"s\"}"));
		String before = calls.call("GET", this.profile + "/memories/" + id).body();
		String port = ":" + node.url().getPort();
		String body = "{\"memories\":[{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"planted\",\"content\":1}]}";
		List<String> requests = new ArrayList<>();
		List<String> targets = List.of("POST " + this.profile + "/memories",
				"DELETE " + this.profile + "/memories/" + id, "DELETE " + this.profile + "/sessions/s",
				"POST " + this.profile + "x/memories");
		List<String> origins = List.of("\nOrigin: http://evil.example", "\nOrigin: null", "\nOrigin: http://127.0.0.1",
				"\nOrigin: http://localhost:3000", "\nOrigin: http://127.0.0.1.evil.example" + port);
		List<String> types = List.of("application/json", "text/plain", "application/x-www-form-urlencoded",
				"multipart/form-data; boundary=b", "text/plain; charset=application/json");
		for (String target : targets) {
			for (String type : types) {
				for (String origin : origins) {
					requests.add(target + " HTTP/1.1\nHost: 127.0.0.1" + port + origin + "\nContent-Type: " + type);
				}
				for (String host : List.of("evil.example" + port, "evil.example", "127.0.0.1.nip.example" + port,
						"[::ffff:10.0.0.1]" + port, "0.0.0.0" + port)) {
					requests.add(target + " HTTP/1.1\nHost: " + host + "\nOrigin: http://" + host + "\nContent-Type: "
							+ type);
				}
			}
		}
		assertThat(requests).hasSize(200);
		for (String request : requests) {
			try (RawConnection connection = new RawConnection(node.url())) {
				Answer answer = connection
					.send((request + "\nContent-Length: " + body.length() + "\n\n").replace("\n", "\r\n") + body)
					.answer();
				assertThat(answer.status()).as(request).isIn(403, 421);
				assertThat(answer.headers().keySet()).noneMatch((name) -> name.startsWith("access-control"));
			}
		}
		assertThat(calls.call("GET", this.profile + "/memories/" + id).body()).isEqualTo(before);
		assertThat(calls.call("GET", this.profile + "x/memories/x").body()).contains("database_not_found");
	}

	@Test
	void whenSimpleFormIsPostedWithoutOriginThenUnsupported() {
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded",
				"multipart/form-data; boundary=b")) {
			Answer answer = RawConnection.exchange(calls.address(),
					"POST " + this.profile + "/memories HTTP/1.1\nContent-Type: " + type + "\n\n{\"memories\":[]}");
			assertThat(answer.status()).isEqualTo(415);
		}
		assertEnvelope(calls.call("GET", this.profile + "/memories/x"), 404, "database_not_found");
	}

	@Test
	void largeBatchWithVectorsShouldBeStored() {
		String vector = "0.0123,".repeat(255) + "1";
		List<String> items = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			items.add("{\"type\":\"event\",\"summary\":\"number " + i + "\",\"content\":" + i + ",\"embedding\":["
					+ vector + "]}");
		}
		Answer answer = ingest(String.join(",", items));
		assertThat(answer.status()).isEqualTo(201);
		assertThat(recall("{\"embedding\":[" + vector + "],\"k\":1000}").body()).contains("\"number 999\"")
			.contains("\"channels\":[\"vector\"]");
	}

}
