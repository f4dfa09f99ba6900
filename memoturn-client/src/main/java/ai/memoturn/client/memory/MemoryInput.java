package ai.memoturn.client.memory;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A memory to store. Immutable: every method that changes something returns a changed
 * copy.
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

	public static MemoryInput of(MemoryType type, String summary) {
		return new MemoryInput(type, summary, null, null, null, null, null, null, null);
	}

	public static MemoryInput fact(String topicKey, String summary) {
		return of(MemoryType.FACT, summary).topicKey(topicKey);
	}

	public static MemoryInput fact(String summary) {
		return of(MemoryType.FACT, summary);
	}

	public static MemoryInput instruction(String topicKey, String summary) {
		return of(MemoryType.INSTRUCTION, summary).topicKey(topicKey);
	}

	public static MemoryInput instruction(String summary) {
		return of(MemoryType.INSTRUCTION, summary);
	}

	public static MemoryInput event(String summary) {
		return of(MemoryType.EVENT, summary);
	}

	public static MemoryInput task(String summary) {
		return of(MemoryType.TASK, summary);
	}

	public MemoryType type() {
		return this.type;
	}

	public String summary() {
		return this.summary;
	}

	public @Nullable String topicKey() {
		return this.topicKey;
	}

	public MemoryInput topicKey(@Nullable String topicKey) {
		return new MemoryInput(this.type, this.summary, topicKey, this.content, this.keywords, this.embedding,
				this.session, this.source, this.ttl);
	}

}
