package ai.memoturn.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ai.memoturn.client.audit.AuditAction;
import ai.memoturn.client.audit.AuditEgress;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.audit.AuditOutcome;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.AskResult;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.ExtractResult;
import ai.memoturn.client.memory.IngestStatus;
import ai.memoturn.client.memory.IngestedMemory;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.client.memory.RecalledMemory;
import ai.memoturn.client.policy.EgressRule;
import ai.memoturn.client.policy.Policy;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.provider.AnthropicAnswerer;
import ai.memoturn.embedded.provider.AnthropicExtractor;
import ai.memoturn.embedded.provider.HttpEmbedder;
import ai.memoturn.embedded.provider.ProviderOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What needs a model, on both faces, against the embedded node with stand-ins for the
 * providers.
 */
@Timeout(60)
class EmbeddedModelTests {

	@TempDir
	static Path data;

	private static ScriptedServer embeddings;

	private static ScriptedServer models;

	private static EmbeddedNode node;

	private static MemoturnClient client;

	@BeforeAll
	static void open() {
		embeddings = new ScriptedServer(Reply.json(500, ""));
		models = new ScriptedServer(Reply.json(500, ""));
		ProviderOptions options = ProviderOptions.of("the-key").withBaseUrl(models.url().toString());
		node = EmbeddedNode.builder()
			.dataDirectory(data)
			.port(0)
			.embedder(new HttpEmbedder(HttpEmbedder.Api.OPENAI,
					ProviderOptions.of("the-key").withBaseUrl(embeddings.url() + "/v1")))
			.extractor(new AnthropicExtractor(options))
			.answerer(new AnthropicAnswerer(options))
			.start();
		client = MemoturnClient.builder().url(node.url()).source("tests").build();
	}

	@AfterAll
	static void close() {
		client.close();
		node.close();
		models.close();
		embeddings.close();
	}

	@BeforeEach
	void answerWell() {
		embeddings.reply(Reply.json(200, "{\"data\":[{\"embedding\":[1,0]}]}"));
	}

	private static MemoryProfile memory(Face face, String profile) {
		return face.of(client).memory("models", profile + "-" + face.name().toLowerCase());
	}

	private static void say(Object document) {
		JsonMapper mapper = JsonMapper.shared();
		models
			.reply(Reply.json(200,
					mapper.writeValueAsString(Map.of("content",
							List.of(Map.of("type", "text", "text", mapper.writeValueAsString(document))), "stop_reason",
							"end_turn"))));
	}

	@ParameterizedTest
	@EnumSource
	void textShouldBeFoundByItsVector(Face face) {
		MemoryProfile memory = memory(face, "vectors");
		memory.ingest(MemoryInput.event("drinks oolong"));
		assertThat(memory.recall("beverages").first().channels()).containsExactly(RecallChannel.VECTOR);
	}

	@ParameterizedTest
	@EnumSource
	void questionShouldBeAnsweredFromMemories(Face face) {
		MemoryProfile memory = memory(face, "ask");
		assertThat(memory.ask("what does Ann drink?")).returns(null, AskResult::answer)
			.satisfies((nothing) -> assertThat(nothing.memories()).isEmpty());
		memory.ingest(MemoryInput.event("drinks oolong"));
		say(Map.of("answer", "Oolong.", "sources", List.of("mem_1")));
		AskResult result = memory.ask("what does Ann drink?");
		assertThat(result.answer()).isEqualTo("Oolong.");
		assertThat(result.sources()).containsExactly("mem_1");
		assertThat(result.memories()).extracting(RecalledMemory::summary).containsExactly("drinks oolong");
		assertThat(result.txid()).isPositive();
		assertThat(models.lastRequest().body()).contains("Question: what does Ann drink?", "drinks oolong");
	}

	@ParameterizedTest
	@EnumSource
	void turnsShouldBecomeMemories(Face face) {
		MemoryProfile memory = memory(face, "extract");
		ExtractRequest turns = ExtractRequest.builder().turn("user", "I like tea").build();
		say(Map.of("memories", List.of(Map.of("type", "fact", "topic_key", "user.drink", "summary", "likes tea",
				"details", "green", "keywords", "drink"))));
		assertThat(memory.propose(turns)).singleElement()
			.returns("likes tea", MemoryInput::summary)
			.returns("user.drink", MemoryInput::topicKey)
			.returns("tests", MemoryInput::source)
			.returns(Map.of("text", "green"), MemoryInput::content);
		assertThat(memory.recall((request) -> request.topicKey("user.drink")).isEmpty()).isTrue();
		ExtractResult stored = memory.extract(turns);
		assertThat(stored.txid()).isPositive();
		assertThat(stored.results()).extracting(IngestedMemory::status).containsExactly(IngestStatus.CREATED);
		assertThat(memory.extract(turns).results()).extracting(IngestedMemory::status)
			.containsExactly(IngestStatus.DUPLICATE);
		assertThat(memory.recall((request) -> request.topicKey("user.drink")).first().content())
			.isEqualTo(Map.of("text", "green"));
		say(Map.of("memories", List.of()));
		assertThat(memory.extract(turns)).returns(null, ExtractResult::txid).returns(List.of(), ExtractResult::results);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheModelFailsThenTheStatusSaysSo(Face face) {
		MemoryProfile memory = memory(face, "failure");
		memory.ingest(MemoryInput.event("drinks oolong"));
		models.reply(Reply.json(529, "{}"));
		ExtractRequest turns = ExtractRequest.builder().turn("user", "I like tea").build();
		for (Runnable call : List.<Runnable>of(() -> memory.ask("what?"), () -> memory.propose(turns),
				() -> memory.extract(turns))) {
			assertThatExceptionOfType(MemoturnException.class).isThrownBy(call::run)
				.returns(502, MemoturnException::status);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenPolicyDeniesThenNothingLeavesTheNodeAndTheAuditStreamSaysSo(Face face) {
		String namespace = "denied-" + face.name().toLowerCase();
		face.of(client)
			.policies()
			.putNamespace(namespace,
					Policy.builder()
						.auditEnabled(true)
						.ask(EgressRule.DENY)
						.extract(EgressRule.DENY)
						.embed(EgressRule.DENY)
						.build());
		MemoryProfile memory = face.of(client).memory(namespace, "alice");
		int before = embeddings.requests().size() + models.requests().size();
		memory.ingest(MemoryInput.event("drinks oolong"));
		assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> memory.ask("what?"));
		assertThatExceptionOfType(ForbiddenException.class)
			.isThrownBy(() -> memory.extract(ExtractRequest.builder().turn("user", "I like tea").build()));
		assertThat(embeddings.requests().size() + models.requests().size()).isEqualTo(before);
		ScriptedServer.await("three refusals are recorded", () -> denied(face, namespace).size() == 3);
		assertThat(denied(face, namespace)).extracting(AuditEvent::action)
			.containsExactly(AuditAction.of("ai.embed"), AuditAction.of("ai.ask"), AuditAction.of("ai.extract"));
		assertThat(denied(face, namespace).get(0).egress()).returns("openai", AuditEgress::provider)
			.returns("127.0.0.1", AuditEgress::endpointHost)
			.returns(true, AuditEgress::selfHosted);
	}

	private static List<AuditEvent> denied(Face face, String namespace) {
		return face.of(client).audit(namespace).events((query) -> query.outcome(AuditOutcome.DENIED)).toList();
	}

}
