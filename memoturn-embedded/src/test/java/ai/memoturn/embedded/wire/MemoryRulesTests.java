package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
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
 * Defaults, limits and small print of the memory routes, over the wire on a node with
 * default options.
 */
class MemoryRulesTests {

	private static final int MEBIBYTE = 1_048_576;

	private static final int DATA_LIMIT = 33_554_432;

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int profiles;

	/** A profile of the test's own, which does not exist yet. */
	private String profile = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(directory).port(0).start();
		calls = new Calls(node.url());
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewProfile() {
		this.profile = "/v1/memory/rules/p" + profiles++;
	}

	private Answer ingest(String items) {
		Answer answer = calls.post(this.profile + "/memories", "{\"memories\":[" + items + "]}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer;
	}

	private Answer recall(String body) {
		Answer answer = calls.post(this.profile + "/recall", body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	private static String event(String summary, Object content) {
		return "{\"type\":\"event\",\"summary\":\"" + summary + "\",\"content\":\"" + content + "\"}";
	}

	private static String events(int from, int to, String member) {
		return IntStream.range(from, to)
			.mapToObj((i) -> "{\"type\":\"event\",\"summary\":\"word " + i + "\",\"content\":" + i + ",\"" + member
					+ "\":\"" + member + i + "\"}")
			.collect(Collectors.joining(","));
	}

	private static int count(Answer answer, String what) {
		return answer.body().split(what, -1).length - 1;
	}

	private static int ids(Answer answer) {
		return count(answer, "\"id\":");
	}

	@Test
	@Section({ "memory 1", "memory 4.2", "control 2.3" })
	void readsShouldNotCreateAProfile() {
		String profile = "/v1/memory/unborn/alice";
		calls.post(profile + "/recall", "{\"query\":\"x\"}");
		calls.post(profile + "/ask", "{\"question\":\"x\"}");
		calls.call("GET", profile + "/memories/x");
		calls.call("DELETE", profile + "/memories/x");
		calls.call("GET", profile + "/sessions");
		calls.call("DELETE", profile + "/sessions/x");
		assertThat(calls.call("GET", "/v1/memory/unborn").body())
			.isEqualTo("{\"namespace\":\"unborn\",\"profiles\":[]}");
		calls.post(profile + "/memories", "{\"memories\":[]}");
		assertThat(calls.call("GET", "/v1/memory/unborn").body()).contains("\"profile\":\"alice\"");
	}

	@Test
	@Section({ "memory 1", "memory 14", "control 2.2" })
	void namesShouldHaveSixtyFourBytesAtMost() {
		String longest = "a".repeat(64);
		assertThat(calls.post("/v1/memory/" + longest + "/" + longest + "/memories", "{\"memories\":[]}").status())
			.isEqualTo(201);
		assertThat(calls.call("GET", "/v1/memory/" + longest).body()).contains("\"profile\":\"" + longest + '"');
		assertThat(calls.call("GET", "/v1/memory/" + longest + "a").status()).isEqualTo(400);
	}

	@Test
	@Section("memory 4")
	void unknownFieldsShouldBeIgnored() {
		ingest("{\"type\":\"event\",\"nested\":{\"type\":[{}]},\"summary\":\"word\",\"Summary\":1,\"id\":null}");
		assertThat(calls.post(this.profile + "/memories", "{\"other\":[1],\"memories\":[],\"dry_run\":true}").status())
			.isEqualTo(201);
		assertThat(ids(recall("{\"query\":\"word\",\"limit\":\"x\",\"Query\":[{\"k\":1}]}"))).isEqualTo(1);
	}

	@Test
	@Section("memory 4")
	void whenFieldOfIngestIsRepeatedThenTheLastCounts() {
		assertThat(calls
			.post(this.profile + "/memories",
					"{\"memories\":1,\"memories\":[{\"type\":\"nonsense\",\"type\":\"event\",\"summary\":7,"
							+ "\"summary\":\"word\"}]}")
			.status()).isEqualTo(201);
		assertThat(ids(recall("{\"query\":\"word\"}"))).isEqualTo(1);
	}

	@Test
	@Section("memory 4.3")
	void whenOptionalFieldsAreNullThenTheyCountAsAbsent() {
		Answer bare = ingest("{\"type\":\"event\",\"summary\":\"bare\"}");
		Answer nulls = ingest("{\"type\":\"event\",\"summary\":\"bare\",\"content\":null,\"topic_key\":null,"
				+ "\"keywords\":null,\"embedding\":null,\"session_id\":null,\"source\":null,\"ttl\":null}");
		assertThat(nulls.body()).isEqualTo(bare.body().replace("created", "duplicate"));
		assertThat(calls.call("GET", this.profile + "/sessions").body()).isEqualTo("{\"sessions\":[],\"txid\":1}");
	}

	@Test
	@Section({ "memory 2", "memory 4.3", "memory 6", "memory 9" })
	void whenBatchIsAllDuplicatesThenCreatedIsAnsweredAndTxidStays() {
		String dark = "{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"dark\",\"content\":1}";
		String light = "{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"light\",\"content\":2}";
		ingest(dark);
		Answer again = ingest(dark + "," + dark);
		assertThat(again.header("memoturn-txid")).isEqualTo("1");
		assertThat(count(again, "\"status\":\"duplicate\",\"superseded\":\\[\\]")).isEqualTo(2);
		assertThat(again.body()).endsWith("\"txid\":1}");
		ingest(light);
		assertThat(ingest(dark).body()).matches(
				"\\{\"results\":\\[\\{\"id\":\"mem_[0-9a-f]{32}\",\"status\":\"revived\",\"superseded\":\\[\"mem_[0-9a-f]{32}\"\\]\\}\\],\"txid\":3\\}");
		assertThat(ingest("").body()).isEqualTo("{\"results\":[],\"txid\":3}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"query\":\"word\"}|8", "{\"query\":\"word\",\"k\":null}|8", "{\"query\":\"word\",\"k\":0}|1",
					"{\"query\":\"word\",\"k\":9}|9", "{\"query\":\"word\",\"k\":1001}|1000",
					"{\"query\":\"word\",\"k\":4294967295}|1000" })
	@Section({ "memory 4.4", "memory 7", "memory 14", "control 12.4" })
	void recallShouldAnswerEightByDefaultAndAThousandAtMost(String body, int expected) {
		ingest(events(0, (expected == 1000) ? 1000 : 20, "source"));
		ingest(events(1000, 1010, "source"));
		assertThat(ids(recall(body))).isEqualTo(expected);
	}

	@Test
	@Section("memory 4.4")
	void recallShouldFilterByTypeSessionAndSource() {
		ingest("{\"type\":\"event\",\"summary\":\"word event\",\"session_id\":\"s/1\",\"source\":\"me\"},"
				+ "{\"type\":\"fact\",\"summary\":\"word fact\",\"session_id\":\"s/1\"},"
				+ "{\"type\":\"task\",\"summary\":\"word task\",\"source\":\"me\"}");
		assertThat(recall("{\"query\":\"word\",\"types\":[\"fact\",\"task\"]}").body())
			.contains("word fact", "word task")
			.doesNotContain("word event");
		assertThat(recall("{\"query\":\"word\",\"session_id\":\"s/1\"}").body()).contains("word fact", "word event")
			.doesNotContain("word task");
		assertThat(recall("{\"query\":\"word\",\"source\":\"me\"}").body()).contains("word task", "word event")
			.doesNotContain("word fact");
		assertThat(ids(recall("{\"query\":\"word\",\"session_id\":\"s/1\",\"source\":\"me\",\"types\":[\"event\"]}")))
			.isEqualTo(1);
		assertThat(ids(recall("{\"query\":\"word\",\"session_id\":\"S/1\"}"))).isZero();
		assertThat(ids(recall("{\"query\":\"word\",\"session_id\":null,\"source\":null,\"types\":null}"))).isEqualTo(3);
	}

	@Test
	@Section({ "memory 7", "memory 14" })
	void channelsShouldTakeFiveTimesKCandidates() {
		for (int i = 0; i < 5; i++) {
			ingest(event("word word", i));
		}
		ingest("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"word and many others behind it\"}");
		// Sixth of the keyword channel: beyond 5 x 1, within 5 x 2.
		assertThat(recall("{\"query\":\"word\",\"topic_key\":\"t\",\"k\":1}").body())
			.contains("\"score\":0.03278688524590164,\"channels\":[\"topic\"]");
		assertThat(recall("{\"query\":\"word\",\"topic_key\":\"t\",\"k\":2}").body())
			.contains("\"channels\":[\"topic\",\"keyword\"]");
	}

	@Test
	@Section({ "memory 4.9", "memory 14", "control 12.4" })
	void sessionsShouldBeAHundredByDefaultAndAThousandAtMost() {
		ingest(events(0, 1000, "session_id"));
		ingest(events(1000, 1010, "session_id"));
		String sessions = this.profile + "/sessions";
		for (String query : List.of("", "?limit=", "?limit=x", "?limit=-1", "?limit=1.5", "?limit=5&limit=y")) {
			assertThat(ids(calls.call("GET", sessions + query))).as(query).isEqualTo(100);
		}
		assertThat(ids(calls.call("GET", sessions + "?limit=101"))).isEqualTo(101);
		assertThat(ids(calls.call("GET", sessions + "?limit=5000"))).isEqualTo(1000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "recall|{\"query\":\"x\"}|200|413", "ask|{\"question\":\"x\"}|503|413",
					"memories|{\"memories\":[]}|201|201", "extract|{\"turns\":[]}|503|503" })
	@Section({ "memory 4.4", "memory 4.5", "memory 11", "memory 14" })
	void queriesShouldTakeAMebibyte(String route, String body, int atTheLimit, int beyond) {
		String target = this.profile + "/" + route;
		String padded = body + " ".repeat(MEBIBYTE - body.length());
		assertThat(calls.post(target, padded).status()).isEqualTo(atTheLimit);
		assertThat(calls.post(target, padded + " ").status()).isEqualTo(beyond);
	}

	@ParameterizedTest
	@ValueSource(strings = { "memories", "extract" })
	@Section({ "memory 4.3", "memory 4.6", "memory 11", "memory 14" })
	void dataShouldTakeThirtyTwoMebibytesByDefault(String route) {
		String target = this.profile + "/" + route;
		String body = "{\"memories\":[],\"turns\":[]}";
		assertThat(calls.post(target, body + " ".repeat(DATA_LIMIT - body.length())).status()).isIn(201, 503);
		Answer answer = calls.call("POST", target, "Content-Type: application/json",
				"Content-Length: " + (DATA_LIMIT + 1));
		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.body()).startsWith("Failed to buffer the request body");
	}

	@Test
	@Section("memory 6")
	void whenTheSameIsIngestedAtOnceThenThereIsOneMemory() {
		String body = "{\"memories\":[" + event("word", "same") + "]}";
		for (Answer answer : atOnce(calls, 16, (i) -> body)) {
			assertThat(answer.status()).isEqualTo(201);
			assertThat(answer.body()).containsPattern("\"status\":\"(created|duplicate)\"");
		}
		assertThat(ids(recall("{\"query\":\"word\"}"))).isEqualTo(1);
	}

	/**
	 * Writes of a thousand memories each, with room for one to wait: repeated until one
	 * was refused, which takes one round unless the machine is very busy.
	 */
	@Test
	@Section({ "memory 2", "memory 4", "memory 11", "memory 14", "database 9", "control 12.1" })
	void whenTooManyWritesWaitThenOverloadedAndNothingOfThemIsStored(@TempDir Path other) {
		try (EmbeddedNode small = EmbeddedNode.builder().dataDirectory(other).port(0).writeQueueDepth(1).start()) {
			Calls target = new Calls(small.url());
			Eventually.holds(() -> {
				useNewProfile();
				List<Answer> answers = atOnce(target, 16,
						(i) -> "{\"memories\":[" + events(i * 1000, i * 1000 + 1000, "source") + "]}");
				for (int i = 0; i < answers.size(); i++) {
					Answer answer = answers.get(i);
					int stored = ids(target.post(this.profile + "/recall",
							"{\"query\":\"word\",\"source\":\"source" + (i * 1000 + 999) + "\"}"));
					if (answer.status() == 429) {
						MemoryRoutesTests.assertEnvelope(answer, 429, "overloaded");
						assertThat(answer.header("retry-after")).isEqualTo("1");
						assertThat(stored).isZero();
					}
					else {
						assertThat(answer.status()).isEqualTo(201);
						assertThat(stored).isEqualTo(1);
					}
				}
				assertThat(answers).anyMatch((answer) -> answer.status() == 429);
			});
		}
	}

	/** Send every batch before the first answer is read. */
	private List<Answer> atOnce(Calls target, int count, IntFunction<String> body) {
		List<RawConnection> connections = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				connections.add(new RawConnection(target.address()));
			}
			for (int i = 0; i < count; i++) {
				connections.get(i)
					.request("POST " + this.profile + "/memories HTTP/1.1\nContent-Type: application/json\n\n"
							+ body.apply(i));
			}
			return connections.stream().map(RawConnection::answer).toList();
		}
		finally {
			connections.forEach(RawConnection::close);
		}
	}

}
