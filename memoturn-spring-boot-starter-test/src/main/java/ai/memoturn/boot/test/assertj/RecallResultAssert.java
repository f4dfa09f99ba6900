package ai.memoturn.boot.test.assertj;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.RecalledMemory;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what was recalled. A failure shows all memories that were.
 */
public final class RecallResultAssert extends AbstractAssert<RecallResultAssert, RecallResult> {

	RecallResultAssert(@Nullable RecallResult actual) {
		super(actual, RecallResultAssert.class);
	}

	/**
	 * Verify that no memory was recalled.
	 * @return these assertions
	 */
	public RecallResultAssert isEmpty() {
		return verify(recalled().isEmpty(), "Expecting no memory");
	}

	/**
	 * Verify that some memory was recalled.
	 * @return these assertions
	 */
	public RecallResultAssert isNotEmpty() {
		return verify(!recalled().isEmpty(), "Expecting a memory");
	}

	/**
	 * Verify how many memories were recalled.
	 * @param size the number expected
	 * @return these assertions
	 */
	public RecallResultAssert hasSize(int size) {
		return verify(recalled().size() == size, "Expecting %d memories and not %d", size, recalled().size());
	}

	/**
	 * Verify that memories are among those recalled.
	 * @param summaries the summaries expected, in any order
	 * @return these assertions
	 */
	public RecallResultAssert hasMemory(String... summaries) {
		for (String summary : summaries) {
			find((memory) -> memory.summary().equals(summary), "Expecting a memory with summary \"%s\"", summary);
		}
		return this;
	}

	/**
	 * Verify that memories are not among those recalled.
	 * @param summaries the summaries not expected
	 * @return these assertions
	 */
	public RecallResultAssert doesNotHaveMemory(String... summaries) {
		for (String summary : summaries) {
			verify(recalled().stream().noneMatch((memory) -> memory.summary().equals(summary)),
					"Expecting no memory with summary \"%s\"", summary);
		}
		return this;
	}

	/**
	 * Verify all memories that were recalled, and their order.
	 * @param summaries the summaries expected, best first
	 * @return these assertions
	 */
	public RecallResultAssert hasExactlyMemories(String... summaries) {
		return verify(recalled().stream().map(RecalledMemory::summary).toList().equals(List.of(summaries)),
				"Expecting exactly the memories with the summaries %s", Arrays.asList(summaries));
	}

	/**
	 * Begin assertions on the best memory.
	 * @return the assertions on that memory
	 */
	public RecalledMemoryAssert first() {
		isNotEmpty();
		return new RecalledMemoryAssert(recalled().get(0));
	}

	/**
	 * Begin assertions on the best memory with a summary.
	 * @param summary the summary expected
	 * @return the assertions on that memory
	 */
	public RecalledMemoryAssert memory(String summary) {
		return new RecalledMemoryAssert(
				find((memory) -> memory.summary().equals(summary), "Expecting a memory with summary \"%s\"", summary));
	}

	/**
	 * Begin assertions on the best memory on a topic.
	 * @param topicKey the topic expected
	 * @return the assertions on that memory
	 */
	public RecalledMemoryAssert onTopic(String topicKey) {
		return new RecalledMemoryAssert(
				find((memory) -> topicKey.equals(memory.topicKey()), "Expecting a memory on topic \"%s\"", topicKey));
	}

	/**
	 * Begin assertions on the list of memories.
	 * @return the assertions on the list, best first
	 */
	public ListAssert<RecalledMemory> memories() {
		return Assertions.assertThat(recalled()).as(() -> MemoryDetails.describe(recalled()));
	}

	private List<RecalledMemory> recalled() {
		isNotNull();
		return this.actual.memories();
	}

	private RecallResultAssert verify(boolean holds, String expectation, Object... arguments) {
		if (!holds) {
			throw unmet(expectation, arguments);
		}
		return this;
	}

	private RecalledMemory find(Predicate<RecalledMemory> wanted, String expectation, Object... arguments) {
		return recalled().stream().filter(wanted).findFirst().orElseThrow(() -> unmet(expectation, arguments));
	}

	private AssertionError unmet(String expectation, Object... arguments) {
		return failure("%n%s, but %s", expectation.formatted(arguments), MemoryDetails.describe(recalled()));
	}

}
