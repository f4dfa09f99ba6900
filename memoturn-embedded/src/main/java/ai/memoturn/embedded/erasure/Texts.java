package ai.memoturn.embedded.erasure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.store.ErasureRow;
import org.jspecify.annotations.Nullable;

/**
 * Parts of coupons and receipts as JSON text. It is canonical, so that it may stand in
 * what is signed: no blanks, and names in order.
 */
final class Texts {

	private Texts() {
	}

	static String target(MemoryTarget target) {
		JsonWriter json = new JsonWriter(128).beginObject();
		optional(json, "memory_id", target.memoryId());
		optional(json, "session_id", target.sessionId());
		optional(json, "topic_key", target.topicKey());
		if (target.turns()) {
			json.name("turns").raw("true");
		}
		optional(json, "type", target.type());
		return json.endObject().toString();
	}

	private static void optional(JsonWriter json, String name, @Nullable String value) {
		if (value != null) {
			json.name(name).value(value);
		}
	}

	static MemoryTarget target(String text) {
		return JsonReader.readText(text, (json) -> {
			String memoryId = null;
			String sessionId = null;
			String topicKey = null;
			String type = null;
			boolean turns = false;
			json.beginObject();
			for (String name = json.nextField(); name != null; name = json.nextField()) {
				switch (name) {
					case "memory_id" -> memoryId = json.string();
					case "session_id" -> sessionId = json.string();
					case "topic_key" -> topicKey = json.string();
					case "type" -> type = json.string();
					case "turns" -> turns = json.bool();
					default -> json.skip();
				}
			}
			return new MemoryTarget(memoryId, topicKey, type, sessionId, turns);
		});
	}

	static String strings(Collection<String> values) {
		JsonWriter json = new JsonWriter(64).beginArray();
		values.forEach(json::value);
		return json.endArray().toString();
	}

	static List<String> strings(String text) {
		return JsonReader.readText(text, (json) -> {
			List<String> values = new ArrayList<>();
			json.beginArray();
			while (json.nextElement()) {
				values.add(Objects.requireNonNull(json.string()));
			}
			return values;
		});
	}

	static String forgetTxid(ErasureRow row) {
		return new JsonWriter(64).beginObject()
			.name(row.branch())
			.value(Objects.requireNonNull(row.txid()).longValue())
			.endObject()
			.toString();
	}

	/**
	 * Return the database's id as the protocol writes it, without hyphens.
	 */
	static String uuid(ErasureRow row) {
		return row.uuid().replace("-", "");
	}

}
