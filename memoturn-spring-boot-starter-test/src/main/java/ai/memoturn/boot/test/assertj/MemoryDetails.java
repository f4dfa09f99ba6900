package ai.memoturn.boot.test.assertj;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryType;
import ai.memoturn.client.memory.RecalledMemory;
import org.jspecify.annotations.Nullable;

/**
 * What recalled memories and those looked up have in common.
 */
record MemoryDetails(String id, MemoryType type, @Nullable String topicKey, String summary, @Nullable Object content,
		@Nullable String sessionId, @Nullable String source, @Nullable String supersededBy) {

	static MemoryDetails of(Memory memory) {
		return new MemoryDetails(memory.id(), memory.type(), memory.topicKey(), memory.summary(), memory.content(),
				memory.sessionId(), memory.source(), memory.supersededBy());
	}

	static MemoryDetails of(RecalledMemory memory) {
		return new MemoryDetails(memory.id(), memory.type(), memory.topicKey(), memory.summary(), memory.content(),
				memory.sessionId(), memory.source(), memory.supersededBy());
	}

	static String describe(RecalledMemory memory) {
		return of(memory).describe() + ", found by " + memory.channels() + " with score " + memory.score();
	}

	static String describe(List<RecalledMemory> memories) {
		if (memories.isEmpty()) {
			return "nothing was recalled";
		}
		return "these were recalled, best first:" + IntStream.range(0, memories.size())
			.mapToObj((i) -> "%n  %d. %s".formatted(i + 1, describe(memories.get(i))))
			.collect(Collectors.joining());
	}

	String describe() {
		StringBuilder text = new StringBuilder().append(this.type);
		append(text, " on topic ", quote(this.topicKey));
		text.append(' ').append(quote(this.summary));
		append(text, " with content ", this.content);
		append(text, " of session ", quote(this.sessionId));
		append(text, " from ", quote(this.source));
		append(text, ", superseded by ", this.supersededBy);
		return text.append(" (").append(this.id).append(')').toString();
	}

	private static void append(StringBuilder text, String label, @Nullable Object value) {
		if (value != null) {
			text.append(label).append(value);
		}
	}

	static @Nullable String quote(@Nullable String text) {
		return (text != null) ? '"' + text + '"' : null;
	}

}
