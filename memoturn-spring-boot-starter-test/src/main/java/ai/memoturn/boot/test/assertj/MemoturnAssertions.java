package ai.memoturn.boot.test.assertj;

import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.memory.RecalledMemory;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions on memories begin. Goes together with AssertJ's own: both may be
 * imported statically. Messages show summaries and contents, which memories themselves
 * never print: use it where no real user's memories are.
 */
public final class MemoturnAssertions {

	private MemoturnAssertions() {
	}

	/**
	 * Begin assertions on what was recalled.
	 * @param actual the answer
	 * @return the assertions
	 */
	public static RecallResultAssert assertThat(@Nullable RecallResult actual) {
		return new RecallResultAssert(actual);
	}

	/**
	 * Begin assertions on one of the memories recalled.
	 * @param actual the memory
	 * @return the assertions
	 */
	public static RecalledMemoryAssert assertThat(@Nullable RecalledMemory actual) {
		return new RecalledMemoryAssert(actual);
	}

	/**
	 * Begin assertions on a memory that was looked up.
	 * @param actual the memory
	 * @return the assertions
	 */
	public static MemoryAssert assertThat(@Nullable Memory actual) {
		return new MemoryAssert(actual);
	}

}
