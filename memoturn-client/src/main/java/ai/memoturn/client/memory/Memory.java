package ai.memoturn.client.memory;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * A stored memory, looked up by id. Superseded memories and expired tasks that were not
 * swept yet are found too. New components may be added: read it, do not construct it.
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
 * @param expiresAt when a task expires; {@code null} for every other type
 * @param supersededBy the id that took its place, or {@code null} while it is active
 * @param supersededAt when that happened; set exactly when {@code supersededBy} is
 * @param supersedes the ids whose place it took, direct predecessors only, in no order
 */
public record Memory(String id, MemoryType type, @Nullable String topicKey, String summary, @Nullable Object content,
		String keywords, @Nullable String sessionId, @Nullable String source, Instant createdAt,
		@Nullable Instant expiresAt, @Nullable String supersededBy, @Nullable Instant supersededAt,
		List<String> supersedes) {

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
	 * @param expiresAt when a task expires
	 * @param supersededBy the id that took its place
	 * @param supersededAt when that happened
	 * @param supersedes the ids whose place it took
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public Memory {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(type, "type must not be null");
		Objects.requireNonNull(summary, "summary must not be null");
		Objects.requireNonNull(keywords, "keywords must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
		supersedes = List.copyOf(supersedes);
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
		return "Memory[id=" + this.id + ", type=" + this.type + "]";
	}

}
