package ai.memoturn.boot.test.assertj;

import java.util.List;

import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.client.memory.RecalledMemory;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on one of the memories recalled.
 */
public final class RecalledMemoryAssert extends AbstractMemoryAssert<RecalledMemoryAssert, RecalledMemory> {

	RecalledMemoryAssert(@Nullable RecalledMemory actual) {
		super(actual, RecalledMemoryAssert.class);
	}

	/**
	 * Verify by which channels the memory was found.
	 * @param channels all of them, in the order topic, keyword, vector
	 * @return these assertions
	 */
	public RecalledMemoryAssert isFoundBy(RecallChannel... channels) {
		isNotNull();
		return verify("channels", List.of(channels), this.actual.channels());
	}

	@Override
	MemoryDetails details(RecalledMemory actual) {
		return MemoryDetails.of(actual);
	}

	@Override
	String describe(RecalledMemory actual) {
		return MemoryDetails.describe(actual);
	}

	@Override
	<T> @Nullable T contentAs(RecalledMemory actual, Class<T> type) {
		return actual.contentAs(type);
	}

}
