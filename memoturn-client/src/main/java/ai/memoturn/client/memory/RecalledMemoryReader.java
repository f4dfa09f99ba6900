package ai.memoturn.client.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads a memory that recall found, member by member. An answer may hold a thousand, and
 * making each by reflection, from arguments that are collected first, takes longer than
 * reading its text.
 */
final class RecalledMemoryReader extends StdDeserializer<RecalledMemory> {

	private final @Nullable ValueDeserializer<Object> contentReader;

	RecalledMemoryReader() {
		this(null);
	}

	private RecalledMemoryReader(@Nullable ValueDeserializer<Object> contentReader) {
		super(RecalledMemory.class);
		this.contentReader = contentReader;
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
		return new RecalledMemoryReader(
				context.findContextualValueDeserializer(context.constructType(Object.class), property));
	}

	@Override
	public RecalledMemory deserialize(JsonParser json, DeserializationContext context) {
		expect(JsonToken.START_OBJECT, json, context);
		String id = null;
		String type = null;
		String topicKey = null;
		String summary = null;
		Object content = null;
		String keywords = null;
		String sessionId = null;
		String source = null;
		Instant createdAt = null;
		String supersededBy = null;
		Double score = null;
		List<RecallChannel> channels = null;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "id" -> id = text(json, context);
				case "type" -> type = text(json, context);
				case "topic_key" -> topicKey = text(json, context);
				case "summary" -> summary = text(json, context);
				case "content" -> content = content(json, context);
				case "keywords" -> keywords = text(json, context);
				case "session_id" -> sessionId = text(json, context);
				case "source" -> source = text(json, context);
				case "created_at" -> createdAt = time(json, context);
				case "superseded_by" -> supersededBy = text(json, context);
				case "score" -> score = number(json, context);
				case "channels" -> channels = channels(json, context);
				default -> json.skipChildren();
			}
		}
		return new RecalledMemory(there(id, "id", context), MemoryType.of(there(type, "type", context)), topicKey,
				there(summary, "summary", context), content, there(keywords, "keywords", context), sessionId, source,
				there(createdAt, "created_at", context), supersededBy, there(score, "score", context),
				there(channels, "channels", context));
	}

	private @Nullable Object content(JsonParser json, DeserializationContext context) {
		return json.hasToken(JsonToken.VALUE_NULL) ? null
				: Objects.requireNonNull(this.contentReader).deserialize(json, context);
	}

	private Instant time(JsonParser json, DeserializationContext context) {
		expect(JsonToken.VALUE_NUMBER_INT, json, context);
		return Instant.ofEpochMilli(json.getLongValue());
	}

	private double number(JsonParser json, DeserializationContext context) {
		if (!json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
			expect(JsonToken.VALUE_NUMBER_FLOAT, json, context);
		}
		return json.getDoubleValue();
	}

	private List<RecallChannel> channels(JsonParser json, DeserializationContext context) {
		expect(JsonToken.START_ARRAY, json, context);
		List<RecallChannel> channels = new ArrayList<>(3);
		while (json.nextToken() != JsonToken.END_ARRAY) {
			channels.add(RecallChannel.of(there(text(json, context), "channel", context)));
		}
		return channels;
	}

	private @Nullable String text(JsonParser json, DeserializationContext context) {
		if (json.hasToken(JsonToken.VALUE_NULL)) {
			return null;
		}
		expect(JsonToken.VALUE_STRING, json, context);
		return json.getString();
	}

	private void expect(JsonToken token, JsonParser json, DeserializationContext context) {
		if (!json.hasToken(token)) {
			context.reportWrongTokenException(this, token, "in a recalled memory");
		}
	}

	private <T> T there(@Nullable T value, String name, DeserializationContext context) {
		return (value != null) ? value : context.reportInputMismatch(this, "no %s", name);
	}

}
