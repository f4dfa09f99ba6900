package ai.memoturn.embedded.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Builds recall queries in tests.
 */
final class Ask {

	private @Nullable String query;

	private float @Nullable [] embedding;

	private @Nullable String topicKey;

	private @Nullable List<String> types;

	private @Nullable String sessionId;

	private @Nullable String source;

	private long k = 8;

	private boolean includeSuperseded;

	private Ask() {
	}

	static Ask nothing() {
		return new Ask();
	}

	static Ask words(String query) {
		return new Ask().andWords(query);
	}

	static Ask topic(String key) {
		return new Ask().andTopic(key);
	}

	static Ask near(float... embedding) {
		return new Ask().andNear(embedding);
	}

	Ask andWords(@Nullable String words) {
		this.query = words;
		return this;
	}

	Ask andTopic(@Nullable String key) {
		this.topicKey = key;
		return this;
	}

	Ask andNear(float... vector) {
		this.embedding = vector;
		return this;
	}

	Ask types(String... names) {
		this.types = List.of(names);
		return this;
	}

	Ask session(@Nullable String id) {
		this.sessionId = id;
		return this;
	}

	Ask source(@Nullable String name) {
		this.source = name;
		return this;
	}

	Ask k(long results) {
		this.k = results;
		return this;
	}

	Ask superseded() {
		this.includeSuperseded = true;
		return this;
	}

	RecallQuery build() {
		return new RecallQuery(this.query, this.embedding, this.topicKey, this.types, this.sessionId, this.source,
				this.k, this.includeSuperseded);
	}

}
