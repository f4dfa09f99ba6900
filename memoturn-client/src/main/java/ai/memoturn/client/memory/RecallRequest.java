package ai.memoturn.client.memory;

import java.util.List;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What to recall: at least one of query, embedding and topic key, and filters. Immutable.
 * {@link #toString()} does not show what is looked for.
 */
public final class RecallRequest {

	private final @Nullable String query;

	private final float @Nullable [] embedding;

	private final @Nullable String topicKey;

	private final @Nullable List<MemoryType> types;

	private final @Nullable String session;

	private final @Nullable String source;

	private final @Nullable Integer k;

	private final boolean includeSuperseded;

	private final boolean includeTurns;

	private RecallRequest(Builder builder) {
		this.query = builder.query;
		this.embedding = builder.embedding;
		this.topicKey = builder.topicKey;
		this.types = builder.types;
		this.session = builder.session;
		this.source = builder.source;
		this.k = builder.k;
		this.includeSuperseded = builder.includeSuperseded;
		this.includeTurns = builder.includeTurns;
	}

	/**
	 * Start a request.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the words to look for.
	 * @return the query, {@code null} when there is none
	 */
	public @Nullable String query() {
		return this.query;
	}

	/**
	 * Return the embedding to look for.
	 * @return a copy of the vector, {@code null} when there is none
	 */
	public float @Nullable [] embedding() {
		return (this.embedding != null) ? this.embedding.clone() : null;
	}

	/**
	 * Return the topic to look for.
	 * @return the topic key, {@code null} when there is none
	 */
	public @Nullable String topicKey() {
		return this.topicKey;
	}

	/**
	 * Return the kinds of memory to find.
	 * @return the types, {@code null} for all
	 */
	public @Nullable List<MemoryType> types() {
		return this.types;
	}

	/**
	 * Return the session whose memories alone are found.
	 * @return the session id, {@code null} for all
	 */
	public @Nullable String session() {
		return this.session;
	}

	/**
	 * Return the source whose memories alone are found.
	 * @return the source, {@code null} for all
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Return how many memories to find.
	 * @return the number, {@code null} for the server's default of 8
	 */
	public @Nullable Integer k() {
		return this.k;
	}

	/**
	 * Return whether superseded memories are found too.
	 * @return {@code true} if they are
	 */
	public boolean includeSuperseded() {
		return this.includeSuperseded;
	}

	/**
	 * Return whether turns of transcripts are found too.
	 * @return {@code true} if they are
	 */
	public boolean includeTurns() {
		return this.includeTurns;
	}

	/**
	 * Return the vector itself, for writing it without a copy.
	 * @return the vector, {@code null} when there is none
	 */
	float @Nullable [] vector() {
		return this.embedding;
	}

	@Override
	public String toString() {
		return "RecallRequest[k=" + this.k + ", types=" + this.types + "]";
	}

	/**
	 * Collects what to recall.
	 */
	public static final class Builder {

		private @Nullable String query;

		private float @Nullable [] embedding;

		private @Nullable String topicKey;

		private @Nullable List<MemoryType> types;

		private @Nullable String session;

		private @Nullable String source;

		private @Nullable Integer k;

		private boolean includeSuperseded;

		private boolean includeTurns;

		private Builder() {
		}

		/**
		 * Look for these words in summaries and keywords. They are alternatives, whole
		 * words without regard to case; there are no operators.
		 * @param query the words; text without any word finds nothing
		 * @return this builder
		 * @throws IllegalArgumentException if the query is no well-formed text
		 */
		public Builder query(String query) {
			this.query = Checks.wellFormed("query", Checks.notNull("query", query));
			return this;
		}

		/**
		 * Look for the memories nearest to this embedding.
		 * @param embedding 1 to 65,536 finite numbers; copied. One whose length differs
		 * from the profile's dimension finds nothing
		 * @return this builder
		 * @throws IllegalArgumentException if the vector is empty, too long, or holds NaN
		 * or an infinite number
		 */
		public Builder embedding(float... embedding) {
			this.embedding = Checks.embedding(embedding);
			return this;
		}

		/**
		 * Look for memories on exactly this topic.
		 * @param topicKey the topic
		 * @return this builder
		 * @throws IllegalArgumentException if the key is no well-formed text
		 */
		public Builder topicKey(String topicKey) {
			this.topicKey = Checks.wellFormed("topicKey", Checks.notNull("topicKey", topicKey));
			return this;
		}

		/**
		 * Find memories of these kinds only. Without any, nothing is found.
		 * @param types the kinds of memory
		 * @return this builder
		 */
		public Builder types(MemoryType... types) {
			this.types = Checks.elements("types", types);
			return this;
		}

		/**
		 * Find memories of this session only.
		 * @param session the session id
		 * @return this builder
		 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or
		 * no well-formed text
		 */
		public Builder session(String session) {
			this.session = Checks.segment("session", session);
			return this;
		}

		/**
		 * Find memories of this source only.
		 * @param source who stored them
		 * @return this builder
		 * @throws IllegalArgumentException if the source is no well-formed text
		 */
		public Builder source(String source) {
			this.source = Checks.wellFormed("source", Checks.notNull("source", source));
			return this;
		}

		/**
		 * Find at most this many memories.
		 * @param k 1 or more; the server finds at most 1000
		 * @return this builder
		 * @throws IllegalArgumentException if {@code k} is below 1
		 */
		public Builder k(int k) {
			this.k = Checks.positive("k", k);
			return this;
		}

		/**
		 * Set whether superseded memories are found too.
		 * @param includeSuperseded {@code true} to find them
		 * @return this builder
		 */
		public Builder includeSuperseded(boolean includeSuperseded) {
			this.includeSuperseded = includeSuperseded;
			return this;
		}

		/**
		 * Set whether the turns of the profile's transcripts that are nearest to the
		 * embedding are found too, at most as many as memories. Of the filters only the
		 * session applies to them. They come in {@link RecallResult#turns()}, never among
		 * the memories.
		 * @param includeTurns {@code true} to find them; needs an embedding, or a query
		 * and a node that makes embeddings of queries
		 * @return this builder
		 */
		public Builder includeTurns(boolean includeTurns) {
			this.includeTurns = includeTurns;
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 * @throws IllegalArgumentException if there is neither query nor embedding nor
		 * topic key, or turns are asked for with neither query nor embedding
		 */
		public RecallRequest build() {
			Checks.argument(this.query != null || this.embedding != null || this.topicKey != null,
					() -> "A recall needs at least one of query, embedding and topicKey");
			Checks.argument(!this.includeTurns || this.query != null || this.embedding != null,
					() -> "includeTurns needs an embedding, or a query and a node that makes embeddings of queries");
			return new RecallRequest(this);
		}

	}

}
