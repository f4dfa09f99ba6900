package ai.memoturn.boot.test.assertj;

import java.util.Set;
import java.util.TreeSet;

import ai.memoturn.client.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a memory that was looked up.
 */
public final class MemoryAssert extends AbstractMemoryAssert<MemoryAssert, Memory> {

	MemoryAssert(@Nullable Memory actual) {
		super(actual, MemoryAssert.class);
	}

	/**
	 * Verify whose place the memory took.
	 * @param ids the ids expected, all of them, in any order
	 * @return these assertions
	 */
	public MemoryAssert supersedes(String... ids) {
		isNotNull();
		return verify("memories in whose place it is", new TreeSet<>(Set.of(ids)),
				new TreeSet<>(this.actual.supersedes()));
	}

	@Override
	MemoryDetails details(Memory actual) {
		return MemoryDetails.of(actual);
	}

	@Override
	String describe(Memory actual) {
		return MemoryDetails.of(actual).describe();
	}

	@Override
	<T> @Nullable T contentAs(Memory actual, Class<T> type) {
		return actual.contentAs(type);
	}

}
