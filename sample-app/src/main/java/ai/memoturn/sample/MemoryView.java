package ai.memoturn.sample;

import java.time.Instant;

import ai.memoturn.client.memory.Memory;
import ai.memoturn.client.memory.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * A memory as the API shows it.
 *
 * @param id the memory's id
 * @param type the kind of memory
 * @param topic the topic on which it replaces and is replaced
 * @param summary the text
 * @param content the JSON that was stored with it
 * @param keywords further words by which it is found, empty when there are none
 * @param createdAt when it was first stored
 * @param expiresAt when a task expires
 * @param supersededBy the id of the memory that took its place
 * @param supersededAt when that happened
 */
record MemoryView(String id, MemoryType type, @Nullable String topic, String summary, @Nullable Object content,
		String keywords, Instant createdAt, @Nullable Instant expiresAt, @Nullable String supersededBy,
		@Nullable Instant supersededAt) {

	static MemoryView of(Memory memory) {
		return new MemoryView(memory.id(), memory.type(), memory.topicKey(), memory.summary(), memory.content(),
				memory.keywords(), memory.createdAt(), memory.expiresAt(), memory.supersededBy(),
				memory.supersededAt());
	}

}
