package ai.memoturn.embedded.wire;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.RecallQuery;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of the memory routes (protocol, memory, 4.3 to 4.6): shapes and types,
 * no rules.
 */
final class MemoryBodies {

	/**
	 * One more than a batch may have: enough for the service to see that there are too
	 * many. The rest is checked for its shape and dropped.
	 */
	private static final int ITEMS_KEPT = 1001;

	private static final String NULL = "null";

	private MemoryBodies() {
	}

	static List<NewMemory> ingest(JsonReader json) {
		List<NewMemory> items = new ArrayList<>();
		if (!json.beginObject()) {
			return items;
		}
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("memories")) {
				seen = json.once(seen, 0);
				items.clear();
				if (json.beginArray()) {
					while (json.nextElement()) {
						NewMemory item = ingestItem(json);
						if (item != null && items.size() < ITEMS_KEPT) {
							items.add(item);
						}
					}
				}
			}
			else {
				json.skip();
			}
		}
		if (seen == 0) {
			json.complain("must have the field 'memories'");
		}
		return items;
	}

	private static @Nullable NewMemory ingestItem(JsonReader json) {
		if (!json.beginObject()) {
			return null;
		}
		String type = null;
		String summary = null;
		String topicKey = null;
		String content = NULL;
		String keywords = null;
		float[] embedding = null;
		String sessionId = null;
		String source = null;
		Long ttl = null;
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "type" -> {
					seen = json.once(seen, 0);
					type = json.string();
				}
				case "summary" -> {
					seen = json.once(seen, 1);
					summary = json.string();
				}
				case "topic_key" -> {
					seen = json.once(seen, 2);
					topicKey = json.optionalString();
				}
				case "content" -> {
					seen = json.once(seen, 3);
					content = json.canonical();
				}
				case "keywords" -> {
					seen = json.once(seen, 4);
					keywords = json.optionalString();
				}
				case "embedding" -> {
					seen = json.once(seen, 5);
					embedding = json.optionalFloats();
				}
				case "session_id" -> {
					seen = json.once(seen, 6);
					sessionId = json.optionalString();
				}
				case "source" -> {
					seen = json.once(seen, 7);
					source = json.optionalString();
				}
				case "ttl" -> {
					seen = json.once(seen, 8);
					ttl = json.optionalUnsigned();
				}
				default -> json.skip();
			}
		}
		require(json, seen, 0, "type");
		require(json, seen, 1, "summary");
		if (type == null || summary == null) {
			return null;
		}
		// Beyond 2^63-1 seconds is for ever either way.
		Long ttlSeconds = (ttl != null && ttl < 0) ? Long.valueOf(Long.MAX_VALUE) : ttl;
		return new NewMemory(type, summary, topicKey, content, keywords, embedding, sessionId, source, ttlSeconds);
	}

	static RecallQuery recall(JsonReader json) {
		return search(json, false);
	}

	/** A recall whose query is required and called {@code question}. */
	static RecallQuery ask(JsonReader json) {
		return search(json, true);
	}

	private static RecallQuery search(JsonReader json, boolean ask) {
		String query = null;
		float[] embedding = null;
		String topicKey = null;
		List<String> types = null;
		String sessionId = null;
		String source = null;
		Long k = null;
		boolean includeSuperseded = false;
		boolean includeTurns = false;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			// What recall knows and ask does not is unknown to ask.
			switch (ask ? askField(field) : field) {
				case "query" -> {
					seen = json.once(seen, 0);
					query = ask ? json.string() : json.optionalString();
				}
				case "embedding" -> {
					seen = json.once(seen, 1);
					embedding = json.optionalFloats();
				}
				case "topic_key" -> {
					seen = json.once(seen, 2);
					topicKey = json.optionalString();
				}
				case "types" -> {
					seen = json.once(seen, 3);
					types = json.isNull() ? null : strings(json);
				}
				case "session_id" -> {
					seen = json.once(seen, 4);
					sessionId = json.optionalString();
				}
				case "source" -> {
					seen = json.once(seen, 5);
					source = json.optionalString();
				}
				case "k" -> {
					seen = json.once(seen, 6);
					k = json.optionalUnsigned32();
				}
				case "include_superseded" -> {
					seen = json.once(seen, 7);
					includeSuperseded = json.bool();
				}
				case "include_turns" -> {
					seen = json.once(seen, 8);
					includeTurns = json.bool();
				}
				default -> json.skip();
			}
		}
		if (ask) {
			require(json, seen, 0, "question");
		}
		return new RecallQuery(query, embedding, topicKey, types, sessionId, source, (k != null) ? k : 8,
				includeSuperseded, includeTurns);
	}

	private static String askField(String field) {
		return switch (field) {
			case "question" -> "query";
			case "query", "embedding", "topic_key", "include_turns" -> "";
			default -> field;
		};
	}

	static List<String> strings(JsonReader json) {
		List<String> strings = new ArrayList<>();
		if (json.beginArray()) {
			while (json.nextElement()) {
				String string = json.string();
				if (string != null) {
					strings.add(string);
				}
			}
		}
		return strings;
	}

	/**
	 * Read what is to be distilled. Without a provider the turns are only checked.
	 * @param json the body
	 * @return always {@code true}
	 */
	static boolean extract(JsonReader json) {
		if (!json.beginObject()) {
			return true;
		}
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "turns" -> {
					seen = json.once(seen, 0);
					if (json.beginArray()) {
						while (json.nextElement()) {
							turn(json);
						}
					}
				}
				case "session_id" -> {
					seen = json.once(seen, 1);
					json.optionalString();
				}
				case "source" -> {
					seen = json.once(seen, 2);
					json.optionalString();
				}
				case "dry_run" -> {
					seen = json.once(seen, 3);
					json.bool();
				}
				default -> json.skip();
			}
		}
		require(json, seen, 0, "turns");
		return true;
	}

	private static void turn(JsonReader json) {
		if (!json.beginObject()) {
			return;
		}
		int seen = 0;
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "role" -> {
					seen = json.once(seen, 0);
					json.string();
				}
				case "content" -> {
					seen = json.once(seen, 1);
					json.skip();
				}
				default -> json.skip();
			}
		}
		require(json, seen, 0, "role");
		require(json, seen, 1, "content");
	}

	static void require(JsonReader json, int seen, int field, String name) {
		if ((seen & 1 << field) == 0) {
			json.complain("must have the field '" + name + "'");
		}
	}

}
