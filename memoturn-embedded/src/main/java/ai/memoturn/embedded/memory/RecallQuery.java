package ai.memoturn.embedded.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to recall, of the right shape but not checked further.
 *
 * @param query words for the keyword channel
 * @param embedding vector for the vector channel
 * @param topicKey key for the topic channel
 * @param types names of the types wanted, {@code null} for all
 * @param sessionId only memories of this session
 * @param source only memories of this source
 * @param k how many to answer, before clamping
 * @param includeSuperseded whether superseded memories take part
 * @param includeTurns whether the transcript is searched with the embedding too
 */
public record RecallQuery(@Nullable String query, float @Nullable [] embedding, @Nullable String topicKey,
		@Nullable List<String> types, @Nullable String sessionId, @Nullable String source, long k,
		boolean includeSuperseded, boolean includeTurns) {

	/**
	 * Create a query for memories alone.
	 * @param query words for the keyword channel
	 * @param embedding vector for the vector channel
	 * @param topicKey key for the topic channel
	 * @param types names of the types wanted, {@code null} for all
	 * @param sessionId only memories of this session
	 * @param source only memories of this source
	 * @param k how many to answer, before clamping
	 * @param includeSuperseded whether superseded memories take part
	 */
	public RecallQuery(@Nullable String query, float @Nullable [] embedding, @Nullable String topicKey,
			@Nullable List<String> types, @Nullable String sessionId, @Nullable String source, long k,
			boolean includeSuperseded) {
		this(query, embedding, topicKey, types, sessionId, source, k, includeSuperseded, false);
	}

	RecallQuery withEmbedding(float[] vector) {
		return new RecallQuery(this.query, vector, this.topicKey, this.types, this.sessionId, this.source, this.k,
				this.includeSuperseded, this.includeTurns);
	}

}
