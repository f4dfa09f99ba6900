package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.provider.AnthropicAnswerer;
import ai.memoturn.embedded.provider.AnthropicExtractor;
import ai.memoturn.embedded.provider.HttpEmbedder;
import ai.memoturn.embedded.provider.HttpEmbedder.Api;
import ai.memoturn.embedded.provider.ProviderOptions;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import ai.memoturn.embedded.support.StandInProvider;
import ai.memoturn.embedded.support.StandInProvider.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Embedding, extraction and answers over the wire, with stand-ins for the providers.
 */
@Timeout(60)
class ProviderRoutesTests {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private static final String TURNS = "{\"turns\":[{\"role\":\"user\",\"content\":\"I am vegan\"},"
			+ "{\"role\":\"assistant\",\"content\":{\"b\":1,\"a\":2.0}}]%s}";

	private static final String EXTRACTED = "{\"memories\":[{\"type\":\"fact\",\"topic_key\":\"user.diet\","
			+ "\"summary\":\"vegan\",\"details\":\"since \\\"2026\\\"\",\"keywords\":\"food\"},{\"type\":\"event\","
			+ "\"topic_key\":\"x\",\"summary\":\"talked\",\"details\":\"\",\"keywords\":\"\"},{\"type\":\"instruction\","
			+ "\"topic_key\":\" \",\"summary\":\"be short\",\"details\":\"d\",\"keywords\":\"\"}]}";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path directory;

	private static final StandInProvider embeddings = new StandInProvider();

	private static final StandInProvider models = new StandInProvider();

	@SuppressWarnings("NullAway.Init")
	private static EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private static Calls calls;

	private final String namespace = "ns" + NUMBER.incrementAndGet();

	private final String profile = "/v1/memory/" + this.namespace + "/alice";

	@BeforeAll
	static void start() {
		ProviderOptions options = ProviderOptions.of("s3cret-key").withBaseUrl(models.url() + "/v1");
		node = EmbeddedNode.builder()
			.dataDirectory(directory)
			.port(0)
			.controlRate(1_000_000)
			.requestTimeout(Duration.ofSeconds(60))
			.auditFlushInterval(Duration.ofMillis(100))
			.embedder(new HttpEmbedder(Api.VOYAGE,
					ProviderOptions.of("s3cret-key").withBaseUrl(embeddings.url().toString())))
			.extractor(new AnthropicExtractor(options))
			.answerer(new AnthropicAnswerer(options))
			.start();
		calls = new Calls(node.url());
	}

	@AfterAll
	static void stop() {
		node.close();
		embeddings.close();
		models.close();
	}

	@BeforeEach
	void answerWell() {
		embeddings.received().clear();
		models.received().clear();
		embeddings.embeds((text) -> text.contains("tea") ? new float[] { 1, 0 } : new float[] { 0, 1 });
		models.says("{\"answer\":\"Yes.\",\"sources\":[\"mem_x\"]}");
	}

	private Answer ingest(String... items) {
		return calls.post(this.profile + "/memories", "{\"memories\":[" + String.join(",", items) + "]}");
	}

	private static String event(String summary, String more) {
		return "{\"type\":\"event\",\"summary\":\"" + summary + "\",\"content\":\"" + summary + "\"" + more + "}";
	}

	private Answer recall(String body) {
		return calls.post(this.profile + "/recall", body);
	}

	private Answer ask(String body) {
		return calls.post(this.profile + "/ask", body);
	}

	private Answer extract(String more) {
		return calls.post(this.profile + "/extract", TURNS.formatted(more));
	}

	private void policy(String policy) {
		Answer answer = RawConnection.exchange(calls.address(), "PUT /v1/namespaces/" + this.namespace
				+ "/policy HTTP/1.1\nContent-Type: application/json\n\n{\"policy\":" + policy + "}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

	private List<String> events() {
		String page = calls.call("GET", "/v1/namespaces/" + this.namespace + "/audit?from=0").body();
		assertThat(page).doesNotContain("s3cret", "vegan");
		return Stream.of(page.replaceFirst("],\"next_cursor\".*", "").split("(?=\\{\"v\":1,)"))
			.filter((event) -> event.contains("\"profile\""))
			.map((event) -> event.replaceFirst(",$", "")
				.replaceFirst(".*\"profile\":\"alice\",(\"branch\":\"main\",)?", "")
				.replaceFirst("\"duration_ms\":\\d+", "\"duration_ms\":9")
				.replaceFirst("(\"ai.ask\".*\"input_bytes\":)\\d{3}", "$1999"))
			.toList();
	}

	@Test
	@Section({ "memory 4.3", "memory 8 embedding" })
	void itemsThatCameWithoutEmbeddingShouldBeEmbeddedInOneCall() {
		assertThat(ingest(event("drinks", ",\"keywords\":\"tea\""), event("given", ",\"embedding\":[1,0.1]"),
				"{\"type\":\"task\",\"summary\":\"buy tea\"}", event("sleeps", ",\"keywords\":\"\",\"embedding\":null"))
			.status()).isEqualTo(201);
		assertThat(embeddings.received()).singleElement()
			.returns("{\"model\":\"voyage-3.5\",\"input\":[\"drinks tea\",\"sleeps\"],\"input_type\":\"document\"}",
					StandInProvider.Received::body);
		assertThat(recall("{\"embedding\":[1,0]}").body().replaceAll("(\"summary\":\"[^\"]+\")|.", "$1"))
			.isEqualTo("\"summary\":\"drinks\"\"summary\":\"given\"\"summary\":\"sleeps\"");
		assertThat(embeddings.received()).hasSize(1);
		ingest(event("given", ",\"embedding\":[1,0.1]"), "{\"type\":\"task\",\"summary\":\"buy milk\"}");
		ingest();
		assertThat(embeddings.received()).as("nothing to embed").hasSize(1);
		ingest(event("drinks", ""));
		assertThat(embeddings.received()).as("before duplicates are known").hasSize(2);
	}

	@Test
	@Section({ "memory 4.3", "memory 8 embedding" })
	void embeddingShouldComeAfterTypesAndBeforeTheOtherRules() {
		assertEnvelope(ingest("{\"type\":\"dream\",\"summary\":\"s\"}", event("x", "")), 400, "invalid_request");
		assertEnvelope(calls.post(this.profile + "/memories?branch=none", "{\"memories\":[" + event("x", "") + "]}"),
				404, "branch_not_found");
		assertThat(embeddings.received()).isEmpty();
		assertEnvelope(ingest(event(" ", ""), event("x", "")), 400, "invalid_request");
		assertThat(embeddings.received()).hasSize(1);
	}

	@Test
	@Section({ "memory 4.4", "memory 8 embedding", "memory 7 turn channel" })
	void queryShouldBeEmbeddedWhereNoEmbeddingWasSent() {
		assertThat(recall("{\"query\":\"tea\"}").body()).isEqualTo("{\"memories\":[],\"txid\":0}");
		ingest(event("likes green tea", ""), event("sleeps", ""));
		embeddings.received().clear();
		Answer answer = recall("{\"query\":\"what tea?\",\"include_turns\":true}");
		assertThat(embeddings.received()).singleElement()
			.returns("{\"model\":\"voyage-3.5\",\"input\":[\"what tea?\"],\"input_type\":\"query\"}",
					StandInProvider.Received::body);
		assertThat(answer.body()).contains("\"channels\":[\"keyword\",\"vector\"]", "\"channels\":[\"vector\"]",
				"\"turns\":[]");
		embeddings.received().clear();
		recall("{\"query\":\"tea\",\"embedding\":[1,0]}");
		recall("{\"topic_key\":\"t\"}");
		assertThat(recall("{\"query\":\" \"}").status()).isEqualTo(200);
		assertEnvelope(recall("{}"), 400, "invalid_request");
		assertEnvelope(recall("{\"query\":\"x\",\"types\":[\"dream\"]}"), 400, "invalid_request");
		assertEnvelope(recall("{\"query\":\"x\",\"embedding\":[]}"), 400, "invalid_request");
		assertEnvelope(calls.post(this.profile + "/recall?branch=none", "{\"query\":\"x\"}"), 404, "branch_not_found");
		assertThat(embeddings.received()).isEmpty();
		embeddings.does(StandInProvider.answering(500, ""));
		assertEnvelope(recall("{\"query\":\"x\",\"include_turns\":true}"), 400, "invalid_request");
	}

	static List<Script> failures() {
		return List.of(StandInProvider.answering(500, ""), StandInProvider.answering(200, "no JSON"),
				StandInProvider.answering(200, "{\"data\":[{\"embedding\":[1,0]}]}"),
				StandInProvider.answering(200,
						"{\"data\":[{\"embedding\":[1,0]},{\"embedding\":[1,0]},{\"embedding\":[1,0]}]}"),
				StandInProvider.answering(200, "{\"data\":[{\"embedding\":[1,0]},{\"embedding\":[]}]}"),
				StandInProvider.cutting("{\"data\":["), StandInProvider.flooding());
	}

	@ParameterizedTest
	@MethodSource("failures")
	@Section("memory 8 embedding")
	void whenEmbeddingFailsThenTheWriteSucceedsWithoutVectorsAndTheReadGoesOn(Script script) {
		embeddings.does(script);
		assertThat(ingest(event("likes tea", ""), event("sleeps", "")).status()).isEqualTo(201);
		assertThat(recall("{\"embedding\":[1,0]}").body()).contains("\"memories\":[]");
		assertThat(recall("{\"query\":\"tea\"}").body()).contains("\"channels\":[\"keyword\"]");
	}

	@Test
	@Section({ "memory 8 embedding", "memory 4.5" })
	void whenProvidersHangThenRequestsAreServedWithinTheirBudget(@TempDir Path other) {
		embeddings.hangs();
		models.hangs();
		try (EmbeddedNode hasty = EmbeddedNode.builder()
			.dataDirectory(other)
			.port(0)
			.requestTimeout(Duration.ofSeconds(4))
			.embedder(new HttpEmbedder(Api.OPENAI, ProviderOptions.of("k").withBaseUrl(embeddings.url().toString())))
			.extractor(new AnthropicExtractor(
					ProviderOptions.of("k").withBaseUrl(models.url().toString()).withTimeout(Duration.ofMillis(200))))
			.start()) {
			Calls there = new Calls(hasty.url());
			long begin = System.nanoTime();
			assertThat(there.post("/v1/memory/a/alice/memories", "{\"memories\":[" + event("x", "") + "]}").status())
				.isEqualTo(201);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
			assertEnvelope(there.post("/v1/memory/a/alice/extract", TURNS.formatted("")), 502, "internal");
		}
	}

	@ParameterizedTest
	@CsvSource({ "allow, true", "self_hosted_only, true", "deny, false" })
	@Section({ "trust 3.4", "memory 8 embedding" })
	void policyShouldSayWhetherTextIsEmbedded(String rule, boolean embedded) {
		policy("{\"ai_egress\":{\"embed\":\"" + rule + "\"}}");
		assertThat(ingest(event("likes tea", ""), event("given", ",\"embedding\":[0,1]")).status()).isEqualTo(201);
		assertThat(recall("{\"query\":\"tea\"}").body().contains("vector")).isEqualTo(embedded);
		assertThat(embeddings.received()).hasSize(embedded ? 2 : 0);
		assertThat(recall("{\"embedding\":[0,1]}").body()).contains("given");
	}

	@Test
	@Section("memory 4.5")
	void askShouldAnswerFromWhatIsRecalled() {
		ingest("{\"type\":\"fact\",\"topic_key\":\"t\",\"summary\":\"likes tea\",\"content\":{\"b\":1,\"a\":2}}");
		Answer answer = ask("{\"question\":\"tea?\",\"k\":1}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("memoturn-txid")).isEqualTo("1");
		assertThat(answer.body())
			.startsWith("{\"answer\":\"Yes.\",\"sources\":[\"mem_x\"],\"memories\":[{\"id\":\"mem_")
			.contains("\"channels\":[\"keyword\",\"vector\"]")
			.endsWith("}],\"txid\":1}");
		assertThat(models.last().body()).contains("\\\"topic_key\\\":\\\"t\\\",\\\"summary\\\":\\\"likes tea\\\","
				+ "\\\"content\\\":{\\\"a\\\":2,\\\"b\\\":1},\\\"source\\\":null,", "Question: tea?");
	}

	@Test
	@Section("memory 4.5")
	void askShouldCheckInTheOrderOfTheDocument() {
		assertPlain(ask("{}"), 422, "Failed to deserialize");
		assertEnvelope(calls.post("/v1/memory/BAD/x/ask", "{\"question\":\" \\t\\u00a0\"}"), 400, "invalid_request");
		Answer name = calls.post("/v1/memory/BAD/x/ask", "{\"question\":\"q\"}");
		assertEnvelope(name, 400, "invalid_request");
		assertThat(name.body()).contains("name");
		Answer unknown = calls.post(this.profile + "/ask?branch=none", "{\"question\":\"q\",\"types\":[\"dream\"]}",
				"Memoturn-Min-Txid: 5");
		assertThat(unknown.status()).isEqualTo(200);
		assertThat(unknown.body()).isEqualTo("{\"answer\":null,\"sources\":[],\"memories\":[],\"txid\":0}");
		ingest();
		assertEnvelope(calls.post(this.profile + "/ask?branch=none", "{\"question\":\"q\",\"types\":[\"dream\"]}"), 400,
				"invalid_request");
		assertEnvelope(calls.post(this.profile + "/ask?branch=none", "{\"question\":\"q\"}"), 404, "branch_not_found");
		assertThat(ask("{\"question\":\"q\"}").body())
			.isEqualTo("{\"answer\":null,\"sources\":[],\"memories\":[],\"txid\":0}");
		policy("{\"ai_egress\":{\"ask\":\"deny\"}}");
		Answer denied = calls.post(this.profile + "/ask?branch=none", "{\"question\":\"q\"}");
		assertEnvelope(denied, 403, "forbidden");
		assertThat(denied.body()).contains("ai_egress.ask");
		assertThat(models.received()).isEmpty();
	}

	@Test
	@Section({ "memory 4.5", "memory 4.6", "memory 11" })
	void whenAModelFailsThen502() {
		ingest(event("likes tea", ""));
		models.does(StandInProvider.answering(529, "s3cret"));
		assertEnvelope(ask("{\"question\":\"tea?\"}"), 502, "internal");
		assertThat(ask("{\"question\":\"tea?\"}").body()).contains("the provider answered with status 529");
		assertEnvelope(extract(""), 502, "internal");
		models.answers(StandInProvider.message("{}", "refusal"));
		assertEnvelope(extract(",\"dry_run\":true"), 502, "internal");
	}

	@Test
	@Section("memory 4.6")
	void extractShouldProposeWithoutStoring() {
		models.says(EXTRACTED);
		Answer answer = extract(",\"dry_run\":true,\"session_id\":\"s\",\"source\":\"me\"");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
		String stamp = ",\"session_id\":\"s\",\"source\":\"me\"}";
		assertThat(answer.body()).isEqualTo("{\"proposed\":[{\"type\":\"fact\",\"summary\":\"vegan\","
				+ "\"topic_key\":\"user.diet\",\"content\":{\"text\":\"since \\\"2026\\\"\"},\"keywords\":\"food\""
				+ stamp + ",{\"type\":\"event\",\"summary\":\"talked\",\"content\":{\"text\":\"\"},\"keywords\":\"\""
				+ stamp
				+ ",{\"type\":\"instruction\",\"summary\":\"be short\",\"content\":{\"text\":\"d\"},\"keywords\":\"\""
				+ stamp + "]}");
		assertThat(models.last().body())
			.contains("\"content\":\"user: \\\"I am vegan\\\"\\nassistant: {\\\"a\\\":2.0,\\\"b\\\":1}\\n\"");
		assertThat(calls.call("GET", "/v1/memory/" + this.namespace).body()).contains("\"profiles\":[]");
		assertThat(extract(",\"dry_run\":true").body()).doesNotContain("session_id", "source");
		assertThat(embeddings.received()).isEmpty();
	}

	@Test
	@Section("memory 4.6")
	void extractShouldStoreLikeAnIngest() {
		models.says(EXTRACTED);
		Answer answer = extract(",\"session_id\":\"s\"");
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.header("memoturn-txid")).isEqualTo("1");
		assertThat(answer.body()).startsWith("{\"results\":[{\"id\":\"mem_").contains("\"status\":\"created\"");
		assertThat(embeddings.received()).hasSize(1);
		assertThat(recall("{\"topic_key\":\"user.diet\"}").body())
			.contains("\"content\":{\"text\":\"since \\\"2026\\\"\"}", "\"session_id\":\"s\"", "\"source\":null");
		assertThat(extract("").body().split("duplicate", -1)).hasSize(4);
		models.says("{\"memories\":[]}");
		Answer nothing = calls.post("/v1/memory/" + this.namespace + "/bob/extract?branch=none", TURNS.formatted(""));
		assertThat(nothing.status()).isEqualTo(201);
		assertThat(nothing.body()).isEqualTo("{\"results\":[],\"txid\":null}");
		assertThat(nothing.headers()).doesNotContainKey("memoturn-txid");
		assertThat(calls.call("GET", "/v1/memory/" + this.namespace).body()).doesNotContain("bob");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"type\":\"dream\",\"topic_key\":null,\"summary\":\"s\",\"details\":\"\",\"keywords\":\"\"}",
					"{\"type\":\"fact\",\"topic_key\":null,\"summary\":\" \",\"details\":\"\",\"keywords\":\"\"}" })
	@Section("memory 4.6")
	void whenAProposalBreaksARuleThenNothingIsStored(String proposal) {
		models.says(EXTRACTED.replace("]}", "," + proposal + "]}"));
		assertThat(extract(",\"dry_run\":true").status()).isEqualTo(200);
		assertEnvelope(extract(""), 400, "invalid_request");
		assertThat(recall("{\"topic_key\":\"user.diet\"}").body()).contains("\"memories\":[]");
	}

	@Test
	@Section("memory 4.6")
	void extractShouldCheckInTheOrderOfTheDocument() {
		policy("{\"ai_egress\":{\"extract\":\"deny\"}}");
		String extract = this.profile + "/extract?branch=none";
		assertEnvelope(calls.post(extract, "{}"), 400, "invalid_request");
		assertEnvelope(calls.post("/v1/memory/" + this.namespace + "/-/extract", "{\"turns\":[]}"), 400,
				"invalid_request");
		assertEnvelope(calls.post(extract, "{\"turns\":[]}"), 403, "forbidden");
		policy("{}");
		assertEnvelope(calls.post(extract, "{\"turns\":[]}"), 400, "invalid_request");
		assertThat(models.received()).isEmpty();
		ingest();
		models.says(EXTRACTED);
		assertEnvelope(calls.post(extract, TURNS.formatted("")), 404, "branch_not_found");
		assertThat(models.received()).hasSize(1);
	}

	@Test
	@Section("memory 4.6")
	void extractShouldStoreMoreThanAnIngestMay() {
		StringBuilder memories = new StringBuilder("{\"memories\":[");
		for (int i = 0; i <= 1000; i++) {
			memories.append((i > 0) ? "," : "")
				.append("{\"type\":\"event\",\"topic_key\":null,\"summary\":\"s\",\"details\":\"")
				.append(i)
				.append("\",\"keywords\":\"\"}");
		}
		models.says(memories.append("]}").toString());
		assertThat(extract("").body().split("created", -1)).hasSize(1002);
	}

	@Test
	@Section({ "trust 4.2", "trust 4.3" })
	void whatLeavesTheNodeShouldBeRecordedWithoutContent() {
		policy("{\"audit\":{\"enabled\":true,\"include_reads\":true}}");
		models.says(EXTRACTED);
		extract(",\"dry_run\":true");
		extract("");
		embeddings.does(StandInProvider.answering(500, ""));
		recall("{\"query\":\"vegan é\"}");
		models.says("{\"answer\":\"vegan\",\"sources\":[]}");
		ask("{\"question\":\"vegan?\"}");
		models.does(StandInProvider.answering(500, "vegan"));
		ask("{\"question\":\"vegan?\"}");
		policy("{\"audit\":{\"enabled\":true},\"ai_egress\":{\"embed\":\"deny\",\"ask\":\"deny\",\"extract\":\"deny\"}}");
		ask("{\"question\":\"vegan?\"}");
		extract("");
		ingest(event("vegan", ""));
		String host = "\"endpoint_host\":\"127.0.0.1\",\"self_hosted\":true,\"input_items\":";
		String voyage = "\"egress\":{\"provider\":\"voyage\",\"model\":\"voyage-3.5\"," + host;
		String claude = "\"egress\":{\"provider\":\"anthropic\",\"model\":\"claude-opus-4-8\"," + host;
		String end = "\"duration_ms\":9}";
		String failed = ",\"error\":\"answered with status 500\"}";
		String extracted = "\"action\":\"ai.extract\",\"outcome\":\"ok\"," + claude
				+ "2,\"input_bytes\":87,\"output_items\":3," + end + "}";
		String noEmbedding = "\"action\":\"ai.embed\",\"outcome\":\"error\"," + voyage + "1,\"input_bytes\":%d," + end
				+ failed;
		String ask = "\"action\":\"ai.ask\",\"outcome\":\"%s\"," + claude + "1,\"input_bytes\":999," + end;
		Eventually.holds(() -> assertThat(events()).hasSize(16));
		assertThat(events()).containsExactly(extracted, extracted,
				"\"action\":\"ai.embed\",\"outcome\":\"ok\"," + voyage + "3,\"input_bytes\":24,\"output_items\":3,"
						+ end + "}",
				"\"action\":\"memory.extract\",\"outcome\":\"ok\",\"txid\":1,\"count\":3}", noEmbedding.formatted(8),
				"\"action\":\"memory.recall\",\"outcome\":\"ok\",\"txid\":1,\"count\":1}", noEmbedding.formatted(6),
				"\"action\":\"memory.ask\",\"outcome\":\"ok\",\"txid\":1,\"count\":1}", ask.formatted("ok") + "}",
				noEmbedding.formatted(6), "\"action\":\"memory.ask\",\"outcome\":\"ok\",\"txid\":1,\"count\":1}",
				ask.formatted("error") + failed, "\"action\":\"ai.ask\",\"outcome\":\"denied\"}",
				"\"action\":\"ai.extract\",\"outcome\":\"denied\"}",
				"\"action\":\"ai.embed\",\"outcome\":\"denied\"," + voyage + "1,\"input_bytes\":5,\"duration_ms\":9}}",
				"\"action\":\"memory.ingest\",\"outcome\":\"ok\",\"txid\":2,\"count\":1}");
	}

	@Test
	@Section("trust 3.4")
	void whenTheEmbedderIsNotSelfHostedThenThePolicyKeepsTextFromIt(@TempDir Path other) {
		try (EmbeddedNode elsewhere = EmbeddedNode.builder()
			.dataDirectory(other)
			.port(0)
			.embedder((texts, purpose) -> texts.stream().map((text) -> new float[] { 1 }).toList())
			.start()) {
			Calls there = new Calls(elsewhere.url());
			String memory = "{\"memories\":[" + event("tea", "") + "]}";
			RawConnection.exchange(there.address(), "PUT /v1/namespaces/b/policy HTTP/1.1\nContent-Type: "
					+ "application/json\n\n{\"policy\":{\"ai_egress\":{\"embed\":\"self_hosted_only\"}}}");
			there.post("/v1/memory/a/alice/memories", memory);
			there.post("/v1/memory/b/alice/memories", memory);
			assertThat(there.post("/v1/memory/a/alice/recall", "{\"embedding\":[1]}").body()).contains("vector");
			assertThat(there.post("/v1/memory/b/alice/recall", "{\"embedding\":[1]}").body()).doesNotContain("vector");
		}
	}

}
