package ai.memoturn.client.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.transcript.FoundTurn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What goes over the wire, byte for byte, and what is made of what comes back.
 */
class MemoryWireTests {

	private static final String PROFILE = "/v1/memory/acme/alice";

	private static final String RECALLED = "{\"later\":{\"id\":[1,{}]},\"channels\":[\"vector\",\"odd\"],\"score\":1,"
			+ "\"created_at\":5,\"keywords\":\"\",\"content\":{\"id\":2},\"superseded_by\":null,\"summary\":\"s\","
			+ "\"session_id\":\"s-1\",\"topic_key\":null,\"type\":\"odd\",\"id\":\"mem_1\"}";

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.retry(RetrySettings.off())
		.readYourWrites(Duration.ZERO)
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		Map<String, @Nullable Object> content = new LinkedHashMap<>();
		content.put("b", null);
		content.put("a", Arrays.asList(1, 1.0, "x", null, true));
		ExtractRequest turns = ExtractRequest.builder().turn("user", Map.of("text", "hi")).turn("agent", null).build();
		return ExpectedRequest.onBothFaces(
				request("POST", "/memories", "{\"memories\":[{\"type\":\"event\",\"summary\":\"s\"}]}",
						(memory) -> memory.ingest(MemoryInput.event("s"))),
				request("POST", "/memories",
						"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"content\":{\"b\":null,\"a\":[1,1.0,\"x\",null,true]},"
								+ "\"topic_key\":\"t\",\"keywords\":\"k\",\"embedding\":[1.0,-0.5],\"session_id\":\"s-1\","
								+ "\"source\":\"unit\"},{\"type\":\"task\",\"summary\":\"é😀\",\"ttl\":0}]}",
						(memory) -> memory.ingest(MemoryInput.fact("t", "s")
							.content(content)
							.keywords("k")
							.embedding(1, -0.5f)
							.session("s-1")
							.source("unit"), MemoryInput.task("é😀").ttl(Duration.ZERO))),
				request("POST", "/memories",
						"{\"memories\":[{\"type\":\"fact\",\"summary\":\"s\",\"topic_key\":\"\"}]}",
						(memory) -> memory.ingest(MemoryInput.fact("", "s"))),
				request("POST", "/recall", "{\"query\":\"q\"}", (memory) -> memory.recall("q")),
				request("POST", "/recall",
						"{\"query\":\"\",\"embedding\":[0.25],\"topic_key\":\"t\",\"types\":[\"fact\",\"dream\"],"
								+ "\"session_id\":\"s\",\"source\":\"u\",\"k\":5000,\"include_superseded\":true}",
						(memory) -> memory.recall((q) -> q.query("")
							.embedding(0.25f)
							.topicKey("t")
							.types(MemoryType.FACT, MemoryType.of("dream"))
							.session("s")
							.source("u")
							.k(5000)
							.includeSuperseded(true))),
				request("POST", "/recall", "{\"query\":\"q\",\"types\":[]}",
						(memory) -> memory.recall((q) -> q.query("q").types().includeSuperseded(false))),
				request("GET", "/memories/a%2Fb%20%3F%C3%A9", "", (memory) -> memory.get("a/b ?é")),
				request("DELETE", "/memories/mem_1", "", (memory) -> memory.forget("mem_1")),
				request("POST", "/ask", "{\"question\":\"why?\"}", (memory) -> memory.ask("why?")),
				request("POST", "/ask",
						"{\"question\":\"why?\",\"types\":[\"event\"],\"session_id\":\"s\",\"source\":\"u\",\"k\":1,"
								+ "\"include_superseded\":true}",
						(memory) -> memory.ask(AskRequest.builder("why?")
							.types(MemoryType.EVENT)
							.session("s")
							.source("u")
							.k(1)
							.includeSuperseded(true)
							.build())),
				request("POST", "/recall", "{\"embedding\":[1.0],\"include_turns\":true}",
						(memory) -> memory.recall((q) -> q.embedding(1).includeTurns(true))),
				request("POST", "/recall", "{\"query\":\"q\"}",
						(memory) -> memory.recall((q) -> q.query("q").includeTurns(false))),
				request("GET", "/sessions?limit=100", "", MemoryProfile::sessions),
				request("GET", "/sessions?limit=5000", "", (memory) -> memory.sessions(5000)),
				request("DELETE", "/sessions/a%2Fb%20%3F%C3%A9", "", (memory) -> memory.endSession("a/b ?é")),
				request("DELETE", "/sessions/s-1?turns=true", "",
						(memory) -> memory.endSessionAndDeleteTranscript("s-1")),
				request("POST", "/extract",
						"{\"turns\":[{\"role\":\"user\",\"content\":{\"text\":\"hi\"}},{\"role\":\"agent\",\"content\":null}]}",
						(memory) -> memory.extract(turns)),
				request("POST", "/extract",
						"{\"turns\":[{\"role\":\"user\",\"content\":{\"text\":\"hi\"}},{\"role\":\"agent\",\"content\":null}],"
								+ "\"dry_run\":true}",
						(memory) -> memory.propose(turns)));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoryProfile> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.memory(client))).isNotNull();
		expected.check(server.lastRequest(), PROFILE, "");
		assertThatThrownBy(() -> expected.call().accept(face.memory(client).onBranch("b +&ü"))).isNotNull();
		expected.check(server.lastRequest(), PROFILE, "?branch=b%20%2B%26%C3%BC");
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.of(201, "application/json",
				"{\"results\":[{\"id\":\"mem_1\",\"status\":\"revived\",\"superseded\":[\"mem_2\"],\"more\":1}]}",
				"Memoturn-Txid: 42"));
		IngestResult stored = memory.ingest(MemoryInput.event("x"));
		assertThat(stored.txid()).isEqualTo(42);
		assertThat(stored.results())
			.containsExactly(new IngestedMemory("mem_1", IngestStatus.REVIVED, List.of("mem_2")));

		server.reply(Reply.json(200,
				"{\"id\":\"mem_1\",\"type\":\"task\",\"topic_key\":null,\"summary\":\"s\",\"content\":[1,{\"a\":1.50}],"
						+ "\"keywords\":\"\",\"session_id\":\"s-1\",\"source\":\"u\",\"created_at\":1781136000001,"
						+ "\"expires_at\":1781136000002,\"superseded_by\":\"mem_2\",\"superseded_at\":3,"
						+ "\"supersedes\":[\"mem_3\"]}"));
		Memory found = memory.get("mem_1").orElseThrow();
		assertThat(found.createdAt()).isEqualTo(Instant.ofEpochMilli(1781136000001L));
		assertThat(found.expiresAt()).isEqualTo(Instant.ofEpochMilli(1781136000002L));
		assertThat(found.supersededAt()).isEqualTo(Instant.ofEpochMilli(3));
		assertThat(found.content()).isEqualTo(List.of(1L, Map.of("a", 1.5)));
		assertThat(found).returns("s-1", Memory::sessionId)
			.returns("u", Memory::source)
			.returns("mem_2", Memory::supersededBy)
			.returns(List.of("mem_3"), Memory::supersedes);

		server.reply(Reply.json(200, "{\"answer\":null,\"sources\":[],\"memories\":[],\"txid\":7}"));
		assertThat(memory.ask("x")).isEqualTo(new AskResult(null, List.of(), List.of(), 7, false));
		server.reply(Reply.json(201, "{\"results\":[],\"txid\":null}"));
		ExtractRequest turns = ExtractRequest.builder().turn("user", "x").build();
		assertThat(memory.extract(turns)).isEqualTo(new ExtractResult(List.of(), null));
		server.reply(Reply.json(200,
				"{\"proposed\":[{\"type\":\"fact\",\"summary\":\"s\",\"content\":{\"text\":\"d\"},\"keywords\":\"k\","
						+ "\"topic_key\":\"t\",\"session_id\":\"s-1\",\"source\":\"u\"}]}"));
		assertThat(memory.propose(turns)).containsExactly(
				MemoryInput.fact("t", "s").content(Map.of("text", "d")).keywords("k").session("s-1").source("u"));
	}

	@ParameterizedTest
	@EnumSource
	void recalledMemoriesShouldBecomeValues(Face face) {
		RecalledMemory expected = new RecalledMemory("mem_1", MemoryType.of("odd"), null, "s", Map.of("id", 2L), "",
				"s-1", null, Instant.ofEpochMilli(5), null, 1, List.of(RecallChannel.VECTOR, RecallChannel.of("odd")));
		server.reply(Reply.json(200, "{\"memories\":[" + RECALLED + "," + RECALLED + "],\"txid\":3}"));
		assertThat(face.memory(client).recall("x").memories()).containsExactly(expected, expected);
		server.reply(Reply.json(200,
				"{\"answer\":\"a\",\"sources\":[\"mem_1\"],\"memories\":[" + RECALLED + "],\"txid\":3}"));
		assertThat(face.memory(client).ask("x").memories()).containsExactly(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			"id":"mem_1"                  | "id":null
			"id":"mem_1"                  | "id":1
			"id":"mem_1"                  | "more":1
			"type":"odd"                  | "type":["odd"]
			"summary":"s"                 | "summary":true
			"summary":"s"                 | "summary":"s","summary":"s"
			"content":{"id":2}            | "content":{"id":2,"id":2}
			"keywords":""                 | "keywords":null
			"created_at":5                | "created_at":5.5
			"created_at":5                | "created_at":"5"
			"created_at":5                | "created_at":99999999999999999999
			"score":1                     | "score":null
			"score":1                     | "score":"1"
			"score":1                     | "more":1
			"channels":["vector","odd"]   | "channels":"vector"
			"channels":["vector","odd"]   | "channels":[null]
			"channels":["vector","odd"]   | "channels":null
			""")
	void whenARecalledMemoryIsMalformedThenTheAnswerIsUnreadable(String member, String malformed) {
		assertThat(RECALLED).contains(member);
		server.reply(Reply.json(200, "{\"memories\":[" + RECALLED.replace(member, malformed) + "],\"txid\":3}"));
		assertThatExceptionOfType(UnavailableException.class)
			.isThrownBy(() -> client.memory("acme", "alice").recall("x"))
			.returns(ErrorCodes.UNREADABLE_ANSWER, MemoturnException::code);
	}

	@ParameterizedTest
	@EnumSource
	void turnsShouldComeBesideTheMemories(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.json(200,
				"{\"memories\":[],\"turns\":[{\"session_id\":\"s-1\",\"seq\":2,\"role\":\"user\",\"content\":{\"a\":1},"
						+ "\"distance\":0.25},{\"session_id\":\"s-2\",\"seq\":1,\"role\":\"odd\",\"content\":null,"
						+ "\"created_at\":5,\"distance\":null,\"more\":1}],\"txid\":3}"));
		RecallResult found = memory.recall((q) -> q.embedding(1).includeTurns(true));
		assertThat(found.turns()).containsExactly(new FoundTurn("s-1", 2, "user", Map.of("a", 1L), null, 0.25),
				new FoundTurn("s-2", 1, "odd", null, Instant.ofEpochMilli(5), null));
		assertThat(found.isEmpty()).isTrue();
		server.reply(Reply.json(200, "{\"memories\":[],\"txid\":3}"));
		assertThat(memory.recall("x").turns()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void sessionsShouldBecomeValues(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.of(200, "application/json",
				"{\"sessions\":[{\"id\":\"s-1\",\"created_at\":1,\"last_active_at\":2,\"more\":[]}],\"txid\":7}",
				"Memoturn-Txid: 8"));
		assertThat(memory.sessions(1)).isEqualTo(new SessionsResult(
				List.of(new SessionInfo("s-1", Instant.ofEpochMilli(1), Instant.ofEpochMilli(2))), 8, false));
		server.reply(Reply.of(204, "", "", "Memoturn-Txid: 9"));
		memory.endSession("s-1");
		memory.endSessionAndDeleteTranscript("s-1");
	}

	@ParameterizedTest
	@EnumSource
	void txidShouldComeFromTheHeaderElseTheBody(Face face) {
		MemoryProfile memory = face.memory(client);
		for (String header : List.of("Memoturn-Txid: -1", "Memoturn-Txid: x", "Memoturn-Txid: 99999999999999999999",
				"Memoturn-Txid: 8\r\nMemoturn-Txid: 9", "X: y")) {
			server.reply(Reply.of(200, "application/json", "{\"memories\":[],\"txid\":5}", header));
			assertThat(memory.recall("x").txid()).isEqualTo(5);
		}
		server.reply(Reply.of(200, "application/json", "{\"memories\":[]}", "Memoturn-Txid: 6"));
		assertThat(memory.recall("x").txid()).isEqualTo(6);
		server.reply(Reply.json(200, "{\"memories\":[]}"));
		assertThat(memory.recall("x").txid()).isZero();
	}

	private static ExpectedRequest<MemoryProfile> request(String method, String path, String body,
			Consumer<MemoryProfile> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

}
