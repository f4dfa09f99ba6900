package ai.memoturn.embedded.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model of Anthropic, or one behind the same API, for a document of a given schema
 * (protocol, memory, section 8).
 */
final class AnthropicMessages {

	private static final String BASE = "https://api.anthropic.com";

	private static final String MODEL = "claude-opus-4-8";

	private static final String VERSION = "2023-06-01";

	/** Far more than the longest answer that is asked for. */
	private static final int MOST_BYTES = 1 << 22;

	private final ModelEndpoint endpoint;

	private final JsonEndpoint operation;

	AnthropicMessages(ProviderOptions options) {
		URI address = options.address(BASE, "/v1/messages");
		this.endpoint = options.endpoint("anthropic", MODEL, address);
		this.operation = new JsonEndpoint(address, options.timeout(), "x-api-key", options.apiKey(),
				"anthropic-version", VERSION);
	}

	ModelEndpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Ask for a document.
	 * @param mostTokens how long the answer may be
	 * @param thinking whether the model may think first
	 * @param instruction what it is to do
	 * @param message what it is to do it with
	 * @param schema what the document looks like, JSON text
	 * @param decoder reads the document
	 * @return what the decoder returned
	 * @throws ProviderException if there is no such document
	 */
	<T> T ask(int mostTokens, boolean thinking, String instruction, String message, String schema,
			Function<JsonReader, T> decoder) {
		JsonWriter body = new JsonWriter(2048 + message.length()).beginObject()
			.name("model")
			.value(this.endpoint.model())
			.name("max_tokens")
			.value(mostTokens);
		if (thinking) {
			body.name("thinking").beginObject().name("type").value("adaptive").endObject();
		}
		body.name("system")
			.value(instruction)
			.name("messages")
			.beginArray()
			.beginObject()
			.name("role")
			.value("user")
			.name("content")
			.value(message)
			.endObject()
			.endArray()
			.name("output_config")
			.beginObject()
			.name("format")
			.beginObject()
			.name("type")
			.value("json_schema")
			.name("schema")
			.raw(schema)
			.endObject()
			.endObject()
			.endObject();
		String text = this.operation.post(body, MOST_BYTES, AnthropicMessages::text);
		return JsonEndpoint.read(text.getBytes(StandardCharsets.UTF_8), decoder);
	}

	private static String text(JsonReader json) {
		String stopReason = null;
		String text = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "stop_reason" -> {
					seen = json.once(seen, 0);
					stopReason = json.optionalString();
				}
				case "content" -> {
					seen = json.once(seen, 1);
					json.beginArray();
					while (json.nextElement()) {
						String block = textOfBlock(json);
						text = (text != null) ? text : block;
					}
				}
				default -> json.skip();
			}
		}
		json.require(seen, 1, "content");
		if ("refusal".equals(stopReason) || "max_tokens".equals(stopReason)) {
			throw new ProviderException("stopped with the reason " + stopReason);
		}
		if (text == null) {
			throw new ProviderException("answered without text");
		}
		return text;
	}

	private static @Nullable String textOfBlock(JsonReader json) {
		String type = null;
		String text = null;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "type" -> type = JsonEndpoint.text(json);
				case "text" -> text = JsonEndpoint.text(json);
				default -> json.skip();
			}
		}
		return "text".equals(type) ? text : null;
	}

}
