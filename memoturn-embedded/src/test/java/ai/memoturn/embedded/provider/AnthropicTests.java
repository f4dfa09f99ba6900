package ai.memoturn.embedded.provider;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.StandInProvider;
import ai.memoturn.embedded.support.StandInProvider.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AnthropicExtractor} and {@link AnthropicAnswerer}.
 */
@Timeout(20)
class AnthropicTests {

	private static final RecalledMemory MEMORY = new RecalledMemory("mem_1", "fact", "user.diet", "is \"vegan\"",
			"{\"diet\":\"vegan\"}", null, 1_700_000_000_000L, true);

	private final StandInProvider provider = new StandInProvider();

	private final ProviderOptions options = ProviderOptions.of("s3cret-key")
		.withBaseUrl(this.provider.url() + "/v1")
		.withTimeout(Duration.ofSeconds(10));

	@AfterEach
	void stop() {
		this.provider.close();
	}

	/** The instruction is ours to word; everything else is the protocol's. */
	private String bodyWithoutInstruction() {
		StandInProvider.Received call = this.provider.last();
		assertThat(call.method()).isEqualTo("POST");
		assertThat(call.path()).isEqualTo("/v1/messages");
		assertThat(call.header("x-api-key")).isEqualTo("s3cret-key");
		assertThat(call.header("anthropic-version")).isEqualTo("2023-06-01");
		assertThat(call.header("Content-Type")).isEqualTo("application/json");
		return call.body().replaceFirst("\"system\":\"[^\"]{100,2000}\"", "\"system\":\"…\"");
	}

	@Test
	@Section("memory 8 extraction and answers")
	void extractionShouldSendTheTranscriptAndReadTheMemories() {
		this.provider.says("{\"memories\":[{\"type\":\"fact\",\"topic_key\":\"user.diet\",\"summary\":\"vegan\","
				+ "\"details\":\"since 2026\",\"keywords\":\"food\"},{\"keywords\":\"\",\"details\":\"d\","
				+ "\"summary\":\"s\",\"topic_key\":null,\"type\":\"event\"}]}");
		assertThat(new AnthropicExtractor(this.options).extract(
				List.of(new TranscriptTurn("user", "\"I am vegan\""), new TranscriptTurn("a\nuser", "{\"x\":[1]}"))))
			.containsExactly(new ExtractedMemory("fact", "user.diet", "vegan", "since 2026", "food"),
					new ExtractedMemory("event", null, "s", "d", ""));
		assertThat(bodyWithoutInstruction()).isEqualTo("""
				{"model":"claude-opus-4-8","max_tokens":16000,"thinking":{"type":"adaptive"},"system":"…",\
				"messages":[{"role":"user","content":"user: \\"I am vegan\\"\\na user: {\\"x\\":[1]}\\n"}],\
				"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"memories":\
				{"type":"array","items":{"type":"object","properties":{"type":{"type":"string","enum":["fact","event",\
				"instruction","task"]},"topic_key":{"anyOf":[{"type":"string"},{"type":"null"}]},"summary":\
				{"type":"string"},"details":{"type":"string"},"keywords":{"type":"string"}},"required":["type",\
				"topic_key","summary","details","keywords"],"additionalProperties":false}}},"required":["memories"],\
				"additionalProperties":false}}}}""");
	}

	@Test
	@Section("memory 8 extraction and answers")
	void answerShouldComeFromTheMemories() {
		this.provider.says("{\"answer\":\"Vegan.\",\"sources\":[\"mem_1\"]}");
		assertThat(
				new AnthropicAnswerer(this.options.withModel("small")).answer("what to cook?", List.of(MEMORY, MEMORY)))
			.isEqualTo(new Answer("Vegan.", List.of("mem_1")));
		String memory = "{\\\"id\\\":\\\"mem_1\\\",\\\"type\\\":\\\"fact\\\",\\\"topic_key\\\":\\\"user.diet\\\","
				+ "\\\"summary\\\":\\\"is \\\\\\\"vegan\\\\\\\"\\\",\\\"content\\\":{\\\"diet\\\":\\\"vegan\\\"},"
				+ "\\\"source\\\":null,\\\"created_at\\\":1700000000000,\\\"superseded\\\":true}\\n";
		assertThat(bodyWithoutInstruction()).isEqualTo(
				"{\"model\":\"small\",\"max_tokens\":2000,\"system\":\"…\",\"messages\":[{\"role\":\"user\",\"content\":\"Memories:\\n"
						+ memory + memory + "\\nQuestion: what to cook?\"}],"
						+ "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":"
						+ "{\"answer\":{\"type\":\"string\"},\"sources\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
						+ "\"required\":[\"answer\",\"sources\"],\"additionalProperties\":false}}}}");
	}

	static Stream<Arguments> failures() {
		String good = "{\"answer\":\"a\",\"sources\":[]}";
		return Stream.of(Arguments.of(StandInProvider.answering(529, "s3cret-content"), "status 529"),
				Arguments.of(said(StandInProvider.message(good, "refusal")), "reason refusal"),
				Arguments.of(said(StandInProvider.message(good, "max_tokens")), "reason max_tokens"),
				Arguments.of(said("{\"content\":[{\"type\":\"thinking\"}],\"stop_reason\":\"end_turn\"}"),
						"without text"),
				Arguments.of(said("{\"stop_reason\":\"end_turn\"}"), "'content'"),
				Arguments.of(said("s3cret-content"), "not expected"),
				Arguments.of(said(StandInProvider.message("s3cret-content", "end_turn")), "not expected"),
				Arguments.of(said(StandInProvider.message("{\"sources\":[]}", "end_turn")), "'answer'"),
				Arguments.of(said(StandInProvider.message("{\"answer\":\"a\"}", "end_turn")), "'sources'"),
				Arguments.of(said(StandInProvider.message("{\"answer\":null,\"sources\":[]}", "end_turn")),
						"answer must be a string"),
				Arguments.of(StandInProvider.cutting("{\"content\":"), "broke the connection"),
				Arguments.of(StandInProvider.flooding(), "more than 4194304 bytes"));
	}

	private static Script said(String body) {
		return StandInProvider.answering(200, body);
	}

	@ParameterizedTest
	@MethodSource("failures")
	@Section("memory 8 extraction and answers")
	void whenAnswerIsNotUsableThenFailureSaysWhyAndNothingElse(Script script, String reason) {
		this.provider.does(script);
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> new AnthropicAnswerer(this.options).answer("s3cret-question", List.of(MEMORY)))
			.withMessageContaining(reason)
			.satisfies((failure) -> assertThat(failure.toString()).doesNotContain("s3cret"));
	}

	@Test
	@Section("memory 8 extraction and answers")
	void whenTextComesInSeveralBlocksThenTheFirstCounts() {
		this.provider.answers("{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"memories\\\":[]}\"},"
				+ "{\"type\":\"text\",\"text\":\"more\"}]}");
		assertThat(new AnthropicExtractor(this.options).extract(List.of(new TranscriptTurn("user", "1")))).isEmpty();
		this.provider.says("{\"memories\":[{\"type\":\"fact\"}]}");
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> new AnthropicExtractor(this.options).extract(List.of(new TranscriptTurn("user", "1"))))
			.withMessageContaining("'topic_key'");
	}

	@Test
	void defaultsShouldBeThoseOfTheProtocol() {
		ProviderOptions plain = ProviderOptions.of("s3cret-key");
		assertThat(new AnthropicExtractor(plain))
			.hasToString("AnthropicExtractor[anthropic (model claude-opus-4-8 at api.anthropic.com)]");
		assertThat(new AnthropicAnswerer(plain))
			.hasToString("AnthropicAnswerer[anthropic (model claude-opus-4-8 at api.anthropic.com)]");
	}

}
