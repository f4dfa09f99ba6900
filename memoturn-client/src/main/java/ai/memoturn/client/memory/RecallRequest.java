package ai.memoturn.client.memory;

import ai.memoturn.client.operation.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What to recall: at least one of query, embedding and topic key, and filters. Immutable.
 * {@link #toString()} does not show what is looked for.
 */
public final class RecallRequest extends FilteredRequest {

	private final @Nullable String query;

	private final float @Nullable [] embedding;

	private final @Nullable String topicKey;

	private final boolean includeTurns;

	private RecallRequest(Builder builder) {
		super(builder);
		this.query = builder.query;
		this.embedding = builder.embedding;
		this.topicKey = builder.topicKey;
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

	/**
	 * Collects what to recall.
	 */
	public static final class Builder extends FilteredRequest.Builder<Builder> {

		private @Nullable String query;

		private float @Nullable [] embedding;

		private @Nullable String topicKey;

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

		@Override
		Builder self() {
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
