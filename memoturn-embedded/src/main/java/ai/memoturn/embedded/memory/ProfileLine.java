package ai.memoturn.embedded.memory;

import org.jspecify.annotations.Nullable;

/**
 * One line of an exported profile, of the right shape and true to the rules that need no
 * other line.
 */
sealed interface ProfileLine {

	/**
	 * The first line: what this is.
	 */
	record Header() implements ProfileLine {
	}

	/**
	 * A session.
	 *
	 * @param entry the session
	 */
	record Session(SessionEntry entry) implements ProfileLine {
	}

	/**
	 * A memory.
	 *
	 * @param memory the memory, without what it supersedes: the other one says so
	 * @param embedding its vector, if it has one
	 */
	record Stored(StoredMemory memory, float @Nullable [] embedding) implements ProfileLine {
	}

	/**
	 * The last line, without which a file is cut off.
	 *
	 * @param lines how many lines there are, this one included
	 * @param dimension how long vectors of the profile are, {@code null} before the first
	 */
	record End(long lines, @Nullable Integer dimension) implements ProfileLine {
	}

}
