package ai.memoturn.sample;

import java.time.Instant;
import java.util.List;

import ai.memoturn.client.memory.MemoryType;
import ai.memoturn.client.memory.RecallChannel;
import ai.memoturn.client.memory.RecalledMemory;
import org.jspecify.annotations.Nullable;

/**
 * A recalled memory as the API shows it.
 *
 * @param id the memory's id
 * @param type the kind of memory
 * @param topic the topic on which it replaces and is replaced
 * @param summary the text
 * @param content the JSON that was stored with it
 * @param keywords further words by which it is found, empty when there are none
 * @param createdAt when it was first stored
 * @param score the rank, comparable within one answer only
 * @param channels the ways by which it was found
 */
record RecalledView(String id, MemoryType type, @Nullable String topic, String summary, @Nullable Object content,
		String keywords, Instant createdAt, double score, List<RecallChannel> channels) {

	static RecalledView of(RecalledMemory memory) {
		return new RecalledView(memory.id(), memory.type(), memory.topicKey(), memory.summary(), memory.content(),
				memory.keywords(), memory.createdAt(), memory.score(), memory.channels());
	}

}
