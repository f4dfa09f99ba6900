package ai.memoturn.embedded.memory;

import org.jspecify.annotations.Nullable;

/**
 * One item of an ingest, of the right shape but not checked against the item rules.
 *
 * @param type name of the type as sent
 * @param summary the text people read
 * @param topicKey topic on which facts and instructions supersede one another
 * @param content canonical JSON text of the content
 * @param keywords further searched words
 * @param embedding the vector, with as many dimensions as were sent
 * @param sessionId session in which it was learnt
 * @param source who stores it
 * @param ttlSeconds seconds until a task expires, not negative
 */
public record NewMemory(String type, String summary, @Nullable String topicKey, String content,
		@Nullable String keywords, float @Nullable [] embedding, @Nullable String sessionId, @Nullable String source,
		@Nullable Long ttlSeconds) {

	NewMemory withEmbedding(float[] vector) {
		return new NewMemory(this.type, this.summary, this.topicKey, this.content, this.keywords, vector,
				this.sessionId, this.source, this.ttlSeconds);
	}

	/**
	 * Return what of it is searched by words, which is what a vector is made of too.
	 */
	String searchedText() {
		return (this.keywords != null && !this.keywords.isEmpty()) ? this.summary + " " + this.keywords : this.summary;
	}

}
