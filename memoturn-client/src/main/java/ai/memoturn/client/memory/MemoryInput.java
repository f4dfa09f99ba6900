package ai.memoturn.client.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * A memory to store. Immutable: every method that changes something returns a changed
 * copy. Values are checked when they are set, so a bad one fails on the line that gives
 * it and never reaches the network.
 * <p>
 * What a memory is, and so whether it is a duplicate, is decided by type, topic key and
 * content alone: correcting only the summary or keywords of a stored memory changes
 * nothing.
 * <p>
 * {@link #toString()} shows the type only: what users told their agent belongs in no log.
 */
public final class MemoryInput {

	private final MemoryType type;

	private final String summary;

	private final @Nullable String topicKey;

	private final @Nullable Object content;

	private final @Nullable String keywords;

	private final float @Nullable [] embedding;

	private final @Nullable String session;

	private final @Nullable String source;

	private final @Nullable Duration ttl;

	private MemoryInput(MemoryType type, String summary, @Nullable String topicKey, @Nullable Object content,
			@Nullable String keywords, float @Nullable [] embedding, @Nullable String session, @Nullable String source,
			@Nullable Duration ttl) {
		this.type = type;
		this.summary = summary;
		this.topicKey = topicKey;
		this.content = content;
		this.keywords = keywords;
		this.embedding = embedding;
		this.session = session;
		this.source = source;
		this.ttl = ttl;
	}

	/**
	 * Create a memory of any type, also one that this version does not know.
	 * @param type the kind of memory
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException if the summary has no character other than white
	 * space, or is no well-formed text
	 */
	public static MemoryInput of(MemoryType type, String summary) {
		Checks.notNull("type", type);
		return new MemoryInput(type, Checks.notBlank("summary", summary), null, null, null, null, null, null, null);
	}

	/**
	 * Create a fact that takes the place of the fact last stored on its topic.
	 * @param topicKey the topic
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput fact(String topicKey, String summary) {
		return of(MemoryType.FACT, summary).topicKey(Checks.notNull("topicKey", topicKey));
	}

	/**
	 * Create a fact without a topic, which never supersedes another.
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput fact(String summary) {
		return of(MemoryType.FACT, summary);
	}

	/**
	 * Create an instruction that takes the place of the instruction last stored on its
	 * topic.
	 * @param topicKey the topic
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput instruction(String topicKey, String summary) {
		return of(MemoryType.INSTRUCTION, summary).topicKey(Checks.notNull("topicKey", topicKey));
	}

	/**
	 * Create an instruction without a topic, which never supersedes another.
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput instruction(String summary) {
		return of(MemoryType.INSTRUCTION, summary);
	}

	/**
	 * Create an event.
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput event(String summary) {
		return of(MemoryType.EVENT, summary);
	}

	/**
	 * Create a task. It expires after a day unless {@link #ttl(Duration)} says otherwise.
	 * @param summary the text that recall searches and people read
	 * @return the memory
	 * @throws IllegalArgumentException as in {@link #of}
	 */
	public static MemoryInput task(String summary) {
		return of(MemoryType.TASK, summary);
	}

	/**
	 * Return the kind of memory.
	 * @return the type
	 */
	public MemoryType type() {
		return this.type;
	}

	/**
	 * Return the text that recall searches and people read.
	 * @return the summary
	 */
	public String summary() {
		return this.summary;
	}

	/**
	 * Return the topic on which facts and instructions supersede one another.
	 * @return the topic key, {@code null} when there is none
	 */
	public @Nullable String topicKey() {
		return this.topicKey;
	}

	/**
	 * Return the content as it will be stored.
	 * @return {@code Map}, {@code List}, {@code String}, {@code Long},
	 * {@code BigInteger}, {@code Double}, {@code Boolean} or {@code null}; unmodifiable
	 */
	public @Nullable Object content() {
		return this.content;
	}

	/**
	 * Return further words to search.
	 * @return the keywords, {@code null} when there are none
	 */
	public @Nullable String keywords() {
		return this.keywords;
	}

	/**
	 * Return the embedding.
	 * @return a copy of the vector, {@code null} when there is none
	 */
	public float @Nullable [] embedding() {
		return (this.embedding != null) ? this.embedding.clone() : null;
	}

	/**
	 * Return the session in which this was learnt.
	 * @return the session id, {@code null} when there is none
	 */
	public @Nullable String session() {
		return this.session;
	}

	/**
	 * Return who stores this.
	 * @return the source, {@code null} for the client's default source
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Return how long a task lives.
	 * @return the time to live, {@code null} for the server's default of one day
	 */
	public @Nullable Duration ttl() {
		return this.ttl;
	}

	/**
	 * Return a copy with the given topic.
	 * @param topicKey the topic; {@code null} for none. The empty text is a topic like
	 * any other
	 * @return the changed copy
	 * @throws IllegalArgumentException if this is an event or a task, which have no
	 * topic, or the key is no well-formed text
	 */
	public MemoryInput topicKey(@Nullable String topicKey) {
		Checks.wellFormed("topicKey", topicKey);
		Checks.argument(topicKey == null || !(MemoryType.EVENT.equals(this.type) || MemoryType.TASK.equals(this.type)),
				() -> "topicKey is for facts and instructions, not for a memory of type " + this.type);
		return new MemoryInput(this.type, this.summary, topicKey, this.content, this.keywords, this.embedding,
				this.session, this.source, this.ttl);
	}

	/**
	 * Return a copy with the given content. It is turned into JSON at once, so a later
	 * change of the object given does not show.
	 * @param content anything that becomes JSON: maps, lists, text, numbers, records,
	 * beans, or {@code null}
	 * @return the changed copy
	 * @throws IllegalArgumentException if the content cannot become JSON, is nested
	 * deeper than 64 levels, is larger than 1 MiB as JSON, or holds NaN, an infinite
	 * number or malformed text
	 */
	public MemoryInput content(@Nullable Object content) {
		return new MemoryInput(this.type, this.summary, this.topicKey, Json.freeze("content", content), this.keywords,
				this.embedding, this.session, this.source, this.ttl);
	}

	/**
	 * Return a copy with the given further words to search.
	 * @param keywords the words, separated by blanks; {@code null} for none
	 * @return the changed copy
	 * @throws IllegalArgumentException if the words are no well-formed text
	 */
	public MemoryInput keywords(@Nullable String keywords) {
		return new MemoryInput(this.type, this.summary, this.topicKey, this.content,
				Checks.wellFormed("keywords", keywords), this.embedding, this.session, this.source, this.ttl);
	}

	/**
	 * Return a copy with the given embedding. The first one stored fixes the dimension of
	 * the profile's branch; the server drops later ones of another dimension. Tasks have
	 * none.
	 * @param embedding 1 to 65,536 finite numbers; copied
	 * @return the changed copy
	 * @throws IllegalArgumentException if the vector is empty, too long, or holds NaN or
	 * an infinite number
	 */
	public MemoryInput embedding(float... embedding) {
		return new MemoryInput(this.type, this.summary, this.topicKey, this.content, this.keywords,
				Checks.embedding(embedding), this.session, this.source, this.ttl);
	}

	/**
	 * Return a copy with the given session, which the server registers.
	 * @param session the session id; {@code null} for none
	 * @return the changed copy
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	public MemoryInput session(@Nullable String session) {
		return new MemoryInput(this.type, this.summary, this.topicKey, this.content, this.keywords, this.embedding,
				(session != null) ? Checks.segment("session", session) : null, this.source, this.ttl);
	}

	/**
	 * Return a copy with the given source.
	 * @param source who stores this; {@code null} for the client's default source
	 * @return the changed copy
	 * @throws IllegalArgumentException if the source is no well-formed text
	 */
	public MemoryInput source(@Nullable String source) {
		return new MemoryInput(this.type, this.summary, this.topicKey, this.content, this.keywords, this.embedding,
				this.session, Checks.wellFormed("source", source), this.ttl);
	}

	/**
	 * Return a copy with the given time to live.
	 * @param ttl whole seconds; zero means that the task has expired already;
	 * {@code null} for the server's default of one day
	 * @return the changed copy
	 * @throws IllegalArgumentException if the time is negative or has a fraction of a
	 * second, or this is a fact, an event or an instruction, which do not expire
	 */
	public MemoryInput ttl(@Nullable Duration ttl) {
		if (ttl != null) {
			Checks.argument(
					!(MemoryType.FACT.equals(this.type) || MemoryType.EVENT.equals(this.type)
							|| MemoryType.INSTRUCTION.equals(this.type)),
					() -> "ttl is for tasks, not for a memory of type " + this.type);
			Checks.wholeSeconds("ttl", ttl);
		}
		return new MemoryInput(this.type, this.summary, this.topicKey, this.content, this.keywords, this.embedding,
				this.session, this.source, ttl);
	}

	/**
	 * Return the vector itself, for writing it without a copy.
	 * @return the vector, {@code null} when there is none
	 */
	float @Nullable [] vector() {
		return this.embedding;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof MemoryInput that) && this.type.equals(that.type) && this.summary.equals(that.summary)
				&& Objects.equals(this.topicKey, that.topicKey) && Objects.equals(this.content, that.content)
				&& Objects.equals(this.keywords, that.keywords) && Arrays.equals(this.embedding, that.embedding)
				&& Objects.equals(this.session, that.session) && Objects.equals(this.source, that.source)
				&& Objects.equals(this.ttl, that.ttl);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.type, this.summary, this.topicKey, this.content);
	}

	@Override
	public String toString() {
		return "MemoryInput[type=" + this.type + "]";
	}

}
