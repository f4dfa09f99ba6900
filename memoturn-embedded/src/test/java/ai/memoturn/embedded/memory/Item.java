package ai.memoturn.embedded.memory;

import org.jspecify.annotations.Nullable;

/**
 * Builds items of an ingest in tests.
 */
final class Item {

	private final String type;

	private final String summary;

	private @Nullable String topicKey;

	private String content = "null";

	private @Nullable String keywords;

	private float @Nullable [] embedding;

	private @Nullable String sessionId;

	private @Nullable String source;

	private @Nullable Long ttl;

	private Item(String type, String summary) {
		this.type = type;
		this.summary = summary;
	}

	static Item of(String type, String summary) {
		return new Item(type, summary);
	}

	static Item fact(@Nullable String topicKey, String summary) {
		return of("fact", summary).topic(topicKey).text(summary);
	}

	static Item event(String summary) {
		return of("event", summary).text(summary);
	}

	static Item task(String summary, long ttl) {
		return of("task", summary).text(summary).ttl(ttl);
	}

	Item topic(@Nullable String key) {
		this.topicKey = key;
		return this;
	}

	/**
	 * Set the content to a JSON string of plain text.
	 */
	Item text(String text) {
		return content('"' + text + '"');
	}

	Item content(String canonical) {
		this.content = canonical;
		return this;
	}

	Item keywords(String words) {
		this.keywords = words;
		return this;
	}

	Item embedding(float... values) {
		this.embedding = values;
		return this;
	}

	Item session(@Nullable String id) {
		this.sessionId = id;
		return this;
	}

	Item source(@Nullable String name) {
		this.source = name;
		return this;
	}

	Item ttl(@Nullable Long seconds) {
		this.ttl = seconds;
		return this;
	}

	NewMemory build() {
		return new NewMemory(this.type, this.summary, this.topicKey, this.content, this.keywords, this.embedding,
				this.sessionId, this.source, this.ttl);
	}

}
