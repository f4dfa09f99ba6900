package ai.memoturn.client.memory;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * A memory found by recall. New components may be added: read it, do not construct it.
 *
 * @param id {@code mem_} and 32 hexadecimal digits
 * @param type the kind of memory
 * @param topicKey the topic on which facts and instructions supersede one another
 * @param summary the text that recall searches and people read
 * @param content the JSON content as {@code Map}, {@code List}, {@code String},
 * {@code Number}, {@code Boolean} or {@code null}; unmodifiable
 * @param keywords further searched words, empty when there are none
 * @param sessionId the session in which it was learnt
 * @param source who stored it
 * @param createdAt when it was first stored
 * @param supersededBy the id that took its place, or {@code null} while it is active
 * @param score the fused rank, higher is better; comparable within one answer only
 * @param channels the ways by which it was found, in the order topic, keyword, vector
 */
public record RecalledMemory(String id, MemoryType type, @Nullable String topicKey, String summary,
		@Nullable Object content, String keywords, @Nullable String sessionId, @Nullable String source,
		Instant createdAt, @Nullable String supersededBy, double score, List<RecallChannel> channels) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param id {@code mem_} and 32 hexadecimal digits
	 * @param type the kind of memory
	 * @param topicKey the topic on which facts and instructions supersede one another
	 * @param summary the text that recall searches and people read
	 * @param content the JSON content as {@code Map}
	 * @param keywords further searched words
	 * @param sessionId the session in which it was learnt
	 * @param source who stored it
	 * @param createdAt when it was first stored
	 * @param supersededBy the id that took its place
	 * @param score the fused rank
	 * @param channels the ways by which it was found
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public RecalledMemory {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(type, "type must not be null");
		Objects.requireNonNull(summary, "summary must not be null");
		Objects.requireNonNull(keywords, "keywords must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
		channels = List.copyOf(channels);
	}

	/**
	 * Return the content as an object of the given type.
	 * @param <T> the type
	 * @param type a record, a bean, a map, ...
	 * @return the content, {@code null} when there is none
	 * @throws IllegalArgumentException if the content does not fit the type
	 */
	public <T> @Nullable T contentAs(Class<T> type) {
		return Json.thaw(this.content, type);
	}

	@Override
	public String toString() {
		return "RecalledMemory[id=" + this.id + ", type=" + this.type + ", score=" + this.score + ", channels="
				+ this.channels + "]";
	}

}
