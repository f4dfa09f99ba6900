package ai.memoturn.embedded.provider;

import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A memory as a model gets to see it.
 *
 * @param id its id
 * @param type its type
 * @param topicKey its topic, if it has one
 * @param summary the text that people read
 * @param content its content, as JSON text
 * @param source who stored it, if known
 * @param createdAt when it was stored, Unix milliseconds
 * @param superseded whether a newer one on its topic took its place
 */
public record RecalledMemory(String id, String type, @Nullable String topicKey, String summary, String content,
		@Nullable String source, long createdAt, boolean superseded) {

	/**
	 * Write the memory down for a model.
	 * @return one JSON object, without line breaks
	 */
	public String toJson() {
		return new JsonWriter(256 + this.summary.length() + this.content.length()).beginObject()
			.name("id")
			.value(this.id)
			.name("type")
			.value(this.type)
			.name("topic_key")
			.value(this.topicKey)
			.name("summary")
			.value(this.summary)
			.name("content")
			.raw(this.content)
			.name("source")
			.value(this.source)
			.name("created_at")
			.value(this.createdAt)
			.name("superseded")
			.raw(String.valueOf(this.superseded))
			.endObject()
			.toString();
	}

}
