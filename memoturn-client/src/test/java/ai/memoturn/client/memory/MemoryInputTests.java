package ai.memoturn.client.memory;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is refused where it is written.
 */
class MemoryInputTests {

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		MemoryInput event = MemoryInput.event("x");
		MemoryInput task = MemoryInput.task("x");
		float[] none = null;
		return Stream.of(bad("summary", () -> MemoryInput.event("")), bad("summary", () -> MemoryInput.event(null)),
				bad("summary", () -> MemoryInput.event(" \t\n\u0085\u00a0\u2003\u3000")),
				bad("summary", () -> MemoryInput.event("x\ud800")), bad("type", () -> MemoryInput.of(null, "x")),
				bad("topicKey", () -> MemoryInput.fact(null, "x")), bad("topicKey", () -> event.topicKey("t")),
				bad("topicKey", () -> task.topicKey("")), bad("topicKey", () -> MemoryInput.fact("\udc00", "x")),
				bad("keywords", () -> event.keywords("\ud800")), bad("source", () -> event.source("\ud800")),
				bad("session", () -> event.session("")), bad("session", () -> event.session("..")),
				bad("embedding", () -> event.embedding(new float[0])), bad("embedding", () -> event.embedding(none)),
				bad("embedding[1]", () -> event.embedding(1, Float.NaN)),
				bad("embedding[0]", () -> event.embedding(Float.POSITIVE_INFINITY)),
				bad("embedding", () -> event.embedding(new float[65_537])),
				bad("ttl", () -> task.ttl(Duration.ofSeconds(-1))), bad("ttl", () -> task.ttl(Duration.ofMillis(1500))),
				bad("ttl", () -> event.ttl(Duration.ofDays(1))),
				bad("ttl", () -> MemoryInput.fact("x").ttl(Duration.ZERO)),
				bad("ttl", () -> MemoryInput.instruction("x").ttl(Duration.ZERO)),
				bad("content", () -> event.content(nested(65))), bad("content", () -> event.content(nested(100_000))),
				bad("content", () -> event.content("x".repeat(1024 * 1024 - 1))),
				bad("content", () -> event.content(Double.NaN)),
				bad("content", () -> event.content(List.of(Float.NEGATIVE_INFINITY))),
				bad("content", () -> event.content(new BigDecimal("1e400"))),
				bad("content", () -> event.content("\ud800")), bad("content", () -> event.content(Map.of("\udc00", 1))),
				bad("content", () -> event.content(new Object())), bad("content", () -> event.content(new Failing())),
				bad("content", () -> event.content(cyclic())), bad("role", () -> new Turn(null, "x")),
				bad("content", () -> new Turn("user", Double.NaN)), bad("question", () -> AskRequest.builder(" ")),
				bad("k ", () -> RecallRequest.builder().k(0)), bad("k ", () -> RecallRequest.builder().k(-1)),
				bad("k ", () -> AskRequest.builder("x").k(0)), bad("query", () -> RecallRequest.builder().query(null)),
				bad("query", () -> RecallRequest.builder().query("\ud800")),
				bad("types", () -> RecallRequest.builder().types((MemoryType) null)),
				bad("includeTurns", () -> RecallRequest.builder().topicKey("t").includeTurns(true).build()),
				bad("query, embedding and topicKey", () -> RecallRequest.builder().k(1).build()),
				bad("turns", () -> ExtractRequest.builder().build()), bad("value", () -> MemoryType.of("\ud800")));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, ThrowingCallable code) {
		assertThatIllegalArgumentException().isThrownBy(code)
			.withMessageContaining(name)
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400).doesNotContain("secret"));
	}

	@Test
	void goodArgumentsShouldBeAccepted() {
		MemoryInput.of(MemoryType.of("dream"), "x").topicKey("t").ttl(Duration.ZERO).embedding(new float[65_536]);
		assertThat(MemoryInput.event("x").topicKey(null).ttl(null).session(null).content(null))
			.isEqualTo(MemoryInput.event("x"));
		assertThat(MemoryInput.event("x").content(nested(64)).content()).isEqualTo(nested(64));
		assertThat(MemoryInput.event("x").content("x".repeat(1024 * 1024 - 2)).content()).isInstanceOf(String.class);
		assertThat(MemoryInput.event("\u200b").summary()).isEqualTo("\u200b");
	}

	@Test
	void contentShouldBeFrozen() {
		Map<String, Object> content = new HashMap<>(Map.of("list", new ArrayList<>(List.of(1))));
		MemoryInput input = MemoryInput.event("x").content(content);
		content.put("more", 1);
		assertThat(input.content()).isEqualTo(Map.of("list", List.of(1L)));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((Map<?, ?>) Objects.requireNonNull(input.content())).clear());
	}

	@Test
	void recordsShouldKeepTheirOwnNames() {
		MemoryInput input = MemoryInput.event("x").content(new Deployment("v2", 3, List.of()));
		assertThat(input.content()).isEqualTo(Map.of("versionName", "v2", "nodeCount", 3L, "tags", List.of()));
	}

	@Test
	void embeddingShouldBeCopied() {
		float[] vector = { 1, 2 };
		MemoryInput input = MemoryInput.event("x").embedding(vector);
		vector[0] = 9;
		float[] returned = Objects.requireNonNull(input.embedding());
		assertThat(returned).containsExactly(1, 2);
		returned[1] = 9;
		assertThat(input.embedding()).containsExactly(1, 2);
	}

	@Test
	void changingShouldNotChangeTheOriginal() {
		MemoryInput original = MemoryInput.fact("a", "x");
		MemoryInput changed = original.topicKey("b").keywords("k").source("s").session("i").content(1).embedding(1);
		assertThat(original).isEqualTo(MemoryInput.fact("a", "x"));
		assertThat(changed).isNotEqualTo(original);
	}

	@ParameterizedTest
	@EnumSource
	void badBatchShouldBeRefusedWithAdvice(Face face) {
		try (ScriptedServer server = new ScriptedServer(Reply.close());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			MemoryProfile memory = face.memory(client);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> memory.ingest(Collections.nCopies(1001, MemoryInput.event("x"))))
				.withMessageContaining("1001")
				.withMessageContaining("split");
			assertThatIllegalArgumentException().isThrownBy(() -> memory.ingest(List.of()))
				.withMessageContaining("memories");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> memory.ingest(Arrays.asList(MemoryInput.event("x"), null)))
				.withMessageContaining("memories[1]");
			assertThat(server.connections()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\u00e9", "\ud83d\ude00" })
	void typesShouldSurviveWhateverTheyAreCalled(String type) {
		assertThat(MemoryType.of(type).value()).isEqualTo(type);
		assertThat(MemoryType.of("fact")).isEqualTo(MemoryType.FACT);
	}

	private static Arguments bad(String name, ThrowingCallable code) {
		return Arguments.of(name, code);
	}

	private static Object nested(int depth) {
		List<Object> list = List.of();
		for (int i = 1; i < depth; i++) {
			list = List.of(list);
		}
		return list;
	}

	private static Object cyclic() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		return list;
	}

	record Deployment(String versionName, int nodeCount, List<String> tags) {

	}

	static class Failing {

		public String getName() {
			throw new IllegalStateException("secret");
		}

	}

}
