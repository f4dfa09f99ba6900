package ai.memoturn.embedded.memory;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of memory.
 */
enum MemoryType {

	FACT, EVENT, INSTRUCTION, TASK;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	String wireName() {
		return this.wireName;
	}

	/**
	 * Return whether memories of this type may carry a topic, on which the newer one
	 * supersedes the older.
	 */
	boolean hasTopic() {
		return this == FACT || this == INSTRUCTION;
	}

	/**
	 * Return the type of that exact name, or {@code null} if there is none.
	 */
	static @Nullable MemoryType of(String wireName) {
		return switch (wireName) {
			case "fact" -> FACT;
			case "event" -> EVENT;
			case "instruction" -> INSTRUCTION;
			case "task" -> TASK;
			default -> null;
		};
	}

}
