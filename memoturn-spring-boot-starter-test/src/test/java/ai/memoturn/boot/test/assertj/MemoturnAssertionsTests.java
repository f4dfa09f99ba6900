package ai.memoturn.boot.test.assertj;

import java.util.List;
import java.util.Map;

import ai.memoturn.boot.test.MemoturnTest;
import ai.memoturn.boot.test.WithMemoryProfile;
import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.MemoryType;
import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.client.memory.RecallResult;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static ai.memoturn.boot.test.assertj.MemoturnAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MemoturnAssertions} on memories that a node has stored.
 */
@MemoturnTest
@WithMemoryProfile
class MemoturnAssertionsTests {

	private RecallResult recall;

	private RecallResult nothing;

	private Memory vegetarian;

	private Memory vegan;

	@BeforeEach
	void remember(@Autowired MemoryProfile memory) {
		String first = memory.ingest(MemoryInput.fact("user.diet", "eats vegetarian food")).results().get(0).id();
		String second = memory
			.ingest(MemoryInput.fact("user.diet", "eats vegan food")
				.content(Map.of("diet", "vegan", "since", 2024))
				.session("s-1")
				.source("bot"))
			.results()
			.get(0)
			.id();
		memory.ingest(MemoryInput.event("bought food"));
		this.recall = memory.recall((q) -> q.query("vegan food").topicKey("user.diet"));
		this.nothing = memory.recall("trains");
		this.vegetarian = memory.get(first).orElseThrow();
		this.vegan = memory.get(second).orElseThrow();
	}

	@Test
	void whatHoldsShouldPass() {
		assertThat(this.nothing).isEmpty().hasSize(0).doesNotHaveMemory("eats vegan food").hasExactlyMemories();
		assertThat(this.recall).isNotEmpty()
			.hasSize(2)
			.hasMemory("bought food", "eats vegan food")
			.doesNotHaveMemory("eats vegetarian food")
			.hasExactlyMemories("eats vegan food", "bought food");
		assertThat(this.recall).first()
			.hasType(MemoryType.FACT)
			.hasSummary("eats vegan food")
			.hasTopicKey("user.diet")
			.hasContent(new Diet("vegan", 2024))
			.hasSession("s-1")
			.hasSource("bot")
			.isActive()
			.isFoundBy(RecallChannel.TOPIC, RecallChannel.KEYWORD)
			.contentAs(Diet.class)
			.isEqualTo(new Diet("vegan", 2024));
		assertThat(this.recall).memory("bought food").hasType(MemoryType.EVENT).hasContent(null);
		assertThat(this.recall).onTopic("user.diet").hasSummary("eats vegan food");
		assertThat(this.recall).memories().hasSize(2);
		assertThat(this.vegan).isActive()
			.supersedes(this.vegetarian.id())
			.hasContent(Map.of("diet", "vegan", "since", 2024));
		assertThat(this.vegetarian).isSupersededBy(this.vegan.id()).supersedes();
	}

	@Test
	void whatWasRecalledShouldBeInTheMessage() {
		String found = "but these were recalled, best first:";
		String best = "1. fact on topic \"user.diet\" \"eats vegan food\" with content {diet=vegan, since=2024} of session "
				+ "\"s-1\" from \"bot\" (mem_";
		assertFails(() -> assertThat(this.recall).hasMemory("eats meat"), "a memory with summary \"eats meat\"", found,
				best, "found by [topic, keyword] with score 0.0", "2. event \"bought food\"");
		assertFails(() -> assertThat(this.recall).memory("eats meat"), "a memory with summary \"eats meat\"", best);
		assertFails(() -> assertThat(this.recall).onTopic("user.home"), "a memory on topic \"user.home\"", best);
		assertFails(() -> assertThat(this.recall).doesNotHaveMemory("bought food"),
				"no memory with summary \"bought food\"", best);
		assertFails(() -> assertThat(this.recall).isEmpty(), "Expecting no memory", best);
		assertFails(() -> assertThat(this.recall).hasSize(3), "Expecting 3 memories and not 2", best);
		assertFails(() -> assertThat(this.recall).hasExactlyMemories("bought food", "eats vegan food"),
				"exactly the memories with the summaries [bought food, eats vegan food]", best);
		assertFails(() -> assertThat(this.recall).memories().isEmpty(), best);
		assertFails(() -> assertThat(this.nothing).isNotEmpty(), "Expecting a memory, but nothing was recalled");
		assertFails(() -> assertThat(this.nothing).first(), "nothing was recalled");
		assertFails(() -> assertThat((RecallResult) null).isEmpty(), "not to be null");
	}

	@Test
	void theMemoryShouldBeInTheMessage() {
		List<ThrowingCallable> wrong = List.of(() -> assertThat(this.vegan).hasType(MemoryType.EVENT),
				() -> assertThat(this.vegan).hasSummary("eats meat"),
				() -> assertThat(this.vegan).hasTopicKey("user.home"),
				() -> assertThat(this.vegan).hasContent(Map.of("diet", "vegan")),
				() -> assertThat(this.vegan).hasSession("s-2"), () -> assertThat(this.vegan).hasSource("user"),
				() -> assertThat(this.vegan).isSupersededBy("mem_0"), () -> assertThat(this.vegan).supersedes("mem_0"),
				() -> assertThat(this.vegan).contentAs(Diet.class).isNull());
		assertThat(wrong)
			.allSatisfy((assertion) -> assertFails(assertion, "fact on topic \"user.diet\" \"eats vegan food\""));
		assertFails(() -> assertThat(this.vegan).hasTopicKey("user.home"), "the topic key", "\"user.home\"",
				"but it was", "\"user.diet\"");
		assertFails(() -> assertThat(this.vegetarian).isActive(), "the memory in its place", "none",
				"superseded by " + this.vegan.id());
		assertFails(() -> assertThat(this.recall.first()).isFoundBy(RecallChannel.VECTOR), "[vector]",
				"[topic, keyword]");
	}

	private static void assertFails(ThrowingCallable assertion, String... message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((error) -> assertThat(error.getMessage()).contains(message));
	}

	record Diet(String diet, int since) {

	}

}
