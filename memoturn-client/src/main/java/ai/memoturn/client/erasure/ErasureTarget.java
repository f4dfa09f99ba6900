package ai.memoturn.client.erasure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import ai.memoturn.client.operation.Checks;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What to erase: one memory, all that was ever stored on a topic, or a session. Made by
 * the methods of this class, each of which makes one kind of target. New components may
 * be added: do not construct it.
 *
 * @param memoryId the memory
 * @param topicKey the topic
 * @param type the type of memory that is meant by the topic
 * @param sessionId the session
 * @param turns whether the transcript of the session goes too
 */
public record ErasureTarget(@Nullable String memoryId, @Nullable String topicKey, @Nullable String type,
		@Nullable String sessionId, boolean turns) {

	/**
	 * Aim at one memory.
	 * @param id the memory's id
	 * @return the target
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	public static ErasureTarget memory(String id) {
		return new ErasureTarget(Checks.segment("id", id), null, null, null, false);
	}

	/**
	 * Aim at all facts on a topic, the superseded ones too.
	 * @param topicKey the topic
	 * @return the target
	 * @throws IllegalArgumentException if the topic is {@code null} or no well-formed
	 * text
	 */
	public static ErasureTarget facts(String topicKey) {
		return topic("fact", topicKey);
	}

	/**
	 * Aim at all instructions on a topic, the superseded ones too.
	 * @param topicKey the topic
	 * @return the target
	 * @throws IllegalArgumentException if the topic is {@code null} or no well-formed
	 * text
	 */
	public static ErasureTarget instructions(String topicKey) {
		return topic("instruction", topicKey);
	}

	/**
	 * Aim at all memories of a type on a topic, the superseded ones too. Of the types
	 * that this version knows only facts and instructions have topics.
	 * @param type the {@linkplain ai.memoturn.client.memory.MemoryType#value() name} of
	 * the type
	 * @param topicKey the topic
	 * @return the target
	 * @throws IllegalArgumentException if either is {@code null} or no well-formed text
	 */
	public static ErasureTarget topic(String type, String topicKey) {
		Checks.wellFormed("type", Checks.notNull("type", type));
		Checks.wellFormed("topicKey", Checks.notNull("topicKey", topicKey));
		return new ErasureTarget(null, topicKey, type, null, false);
	}

	/**
	 * Aim at a session and its tasks. Facts, events, instructions and the transcript
	 * stay.
	 * @param id the session id
	 * @return the target
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	public static ErasureTarget session(String id) {
		return new ErasureTarget(null, null, null, Checks.segment("id", id), false);
	}

	/**
	 * Aim at a session, its tasks and its transcript. Facts, events and instructions
	 * stay.
	 * @param id the session id
	 * @return the target
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	public static ErasureTarget sessionWithTranscript(String id) {
		return new ErasureTarget(null, null, null, Checks.segment("id", id), true);
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static ErasureTarget read(Map<String, @Nullable Object> document) {
		return new ErasureTarget(text(document, "memory_id"), text(document, "topic_key"), text(document, "type"),
				text(document, "session_id"), Boolean.TRUE.equals(document.get("turns")));
	}

	private static @Nullable String text(Map<String, @Nullable Object> document, String name) {
		Object value = document.get(name);
		Checks.argument(value == null || value instanceof String, () -> name + " must be a text");
		return (String) value;
	}

	/**
	 * Return whether this is a target that the protocol spells so. What else the document
	 * holds does not matter.
	 * @param document anything
	 * @return {@code true} if it is
	 */
	boolean isSpelt(@Nullable Object document) {
		return document instanceof Map<?, ?> map && Stream.of("memory_id", "topic_key", "type", "session_id", "turns")
			.allMatch((name) -> Objects.equals(map.get(name), document().get(name)));
	}

	/**
	 * Return the target as the protocol spells it.
	 * @return what is set, by its name on the wire
	 */
	@JsonValue
	public Map<String, Object> document() {
		Map<String, Object> document = new LinkedHashMap<>();
		put(document, "memory_id", this.memoryId);
		put(document, "topic_key", this.topicKey);
		put(document, "type", this.type);
		put(document, "session_id", this.sessionId);
		put(document, "turns", this.turns ? true : null);
		return document;
	}

	private static void put(Map<String, Object> document, String name, @Nullable Object value) {
		if (value != null) {
			document.put(name, value);
		}
	}

	/**
	 * Check that this can be asked for, which holds of all that the methods of this class
	 * make. What a node tells of may be something newer.
	 * @return this target
	 * @throws IllegalArgumentException if this aims at nothing or at several things
	 */
	public ErasureTarget checked() {
		Checks.argument(
				Stream.of(this.memoryId != null, this.topicKey != null, this.sessionId != null)
					.filter((given) -> given)
					.count() == 1 && (this.topicKey == null || this.type != null),
				() -> "target must be exactly one of a memory, a topic with its type, and a session:"
						+ " make it with a method of ErasureTarget");
		return this;
	}

	@Override
	public String toString() {
		return "ErasureTarget" + document().keySet();
	}

}
