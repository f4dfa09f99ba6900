package ai.memoturn.embedded.memory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.InvalidValueException;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.json.MalformedJsonException;
import ai.memoturn.embedded.json.WrongShapeException;
import ai.memoturn.embedded.vector.EmbeddingRule;
import org.jspecify.annotations.Nullable;

/**
 * The format of an exported profile: JSON Lines in UTF-8, described in
 * {@code docs/profile-format.md}. What is written here is read here without loss.
 */
final class ProfileFormat {

	private static final String NAME = "memoturn-profile";

	private static final long VERSION = 1;

	private static final Pattern ID = Pattern.compile("mem_[0-9a-f]{32}");

	private static final int MOST_DIMENSIONS = 65_536;

	private ProfileFormat() {
	}

	static String header() {
		return json(64).name("format").value(NAME).name("version").value(VERSION).endObject().toString();
	}

	static String session(SessionEntry session) {
		return json(128).name("session")
			.beginObject()
			.name("id")
			.value(session.id())
			.name("created_at")
			.value(session.createdAt())
			.name("last_active_at")
			.value(session.lastActiveAt())
			.endObject()
			.endObject()
			.toString();
	}

	static String memory(StoredMemory memory, float @Nullable [] embedding) {
		int floats = (embedding != null) ? embedding.length : 0;
		JsonWriter json = json(512 + memory.content().length() + 12 * floats);
		json.name("memory").beginObject().name("id").value(memory.id()).name("type").value(memory.type());
		json.name("topic_key").value(memory.topicKey()).name("summary").value(memory.summary());
		json.name("content").raw(memory.content()).name("keywords").value(memory.keywords());
		json.name("session_id").value(memory.sessionId()).name("source").value(memory.source());
		json.name("created_at").value(memory.createdAt()).name("expires_at").value(memory.expiresAt());
		json.name("superseded_by").value(memory.supersededBy());
		json.name("superseded_at").value(memory.supersededAt());
		json.name("embedding");
		if (embedding != null) {
			json.beginArray();
			for (float value : embedding) {
				json.raw(shortest(value));
			}
			json.endArray();
		}
		else {
			json.value((String) null);
		}
		return json.endObject().endObject().toString();
	}

	static String end(long lines, int dimension) {
		return json(64).name("end")
			.beginObject()
			.name("lines")
			.value(lines)
			.name("vector_dimension")
			.value((dimension > 0) ? Long.valueOf(dimension) : null)
			.endObject()
			.endObject()
			.toString();
	}

	private static JsonWriter json(int capacity) {
		return new JsonWriter(capacity).beginObject();
	}

	/**
	 * Numbers are read as doubles. The few floats whose shortest text is rounded twice on
	 * that way, and so perhaps to a neighbour, are written in full.
	 */
	private static String shortest(float value) {
		String text = Float.toString(value);
		return ((float) Double.parseDouble(text) == value) ? text : Double.toString(value);
	}

	/**
	 * Read a line.
	 * @param text the line without its end
	 * @param number its number, from 1; the first must be the header, no other may be
	 * @throws Fault {@code invalid_request} if it is not as it must be, with its number
	 */
	static ProfileLine parse(String text, long number) {
		try {
			ProfileLine line = JsonReader.readUnrepeated(text.getBytes(StandardCharsets.UTF_8), ProfileFormat::line);
			if ((number == 1) != (line instanceof ProfileLine.Header)) {
				throw invalid((number == 1) ? "must say what the file is: " + header()
						: "says again what the file is; only the first line does");
			}
			if (line instanceof ProfileLine.Stored stored) {
				check(stored.memory(), stored.embedding());
			}
			if (line instanceof ProfileLine.End end && end.lines() != number) {
				throw invalid("end.lines is " + end.lines() + ", but this is line " + number
						+ ": lines are missing or were added");
			}
			return line;
		}
		catch (MalformedJsonException | WrongShapeException | InvalidValueException | Fault ex) {
			throw new Fault(FaultCode.INVALID_REQUEST, "line " + number + ": " + ex.getMessage());
		}
	}

	private static ProfileLine line(JsonReader json) {
		json.beginObject();
		String kind = json.nextField();
		ProfileLine line = switch ((kind != null) ? kind : "") {
			case "format" -> header(json);
			case "session" -> session(json);
			case "memory" -> memory(json);
			case "end" -> end(json);
			default -> throw invalid("must begin with one of the fields format, session, memory and end");
		};
		if (json.nextField() != null) {
			throw invalid("has a field too many after '" + kind + "'");
		}
		return line;
	}

	private static ProfileLine header(JsonReader json) {
		if (!NAME.equals(json.string()) || !"version".equals(json.nextField())) {
			throw invalid("must say what the file is: " + header());
		}
		long version = time(json);
		if (version != VERSION) {
			throw invalid("has version " + version + " of the format, but this program reads version " + VERSION
					+ "; use the one that wrote the file, or a newer one");
		}
		return new ProfileLine.Header();
	}

	private static ProfileLine session(JsonReader json) {
		String id = null;
		Long createdAt = null;
		Long lastActiveAt = null;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "id" -> id = json.string();
				case "created_at" -> createdAt = time(json);
				case "last_active_at" -> lastActiveAt = time(json);
				default -> throw unknown("session", field);
			}
		}
		return new ProfileLine.Session(new SessionEntry(required("session.id", id),
				required("session.created_at", createdAt), required("session.last_active_at", lastActiveAt)));
	}

	private static ProfileLine memory(JsonReader json) {
		String id = null;
		String type = null;
		String topicKey = null;
		String summary = null;
		String content = "null";
		String keywords = null;
		String sessionId = null;
		String source = null;
		Long createdAt = null;
		Long expiresAt = null;
		String supersededBy = null;
		Long supersededAt = null;
		float[] embedding = null;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "id" -> id = json.string();
				case "type" -> type = json.string();
				case "topic_key" -> topicKey = json.optionalString();
				case "summary" -> summary = json.string();
				case "content" -> content = json.canonical();
				case "keywords" -> keywords = json.optionalString();
				case "session_id" -> sessionId = json.optionalString();
				case "source" -> source = json.optionalString();
				case "created_at" -> createdAt = time(json);
				case "expires_at" -> expiresAt = optional(json, ProfileFormat::time);
				case "superseded_by" -> supersededBy = json.optionalString();
				case "superseded_at" -> supersededAt = optional(json, ProfileFormat::time);
				case "embedding" -> embedding = json.optionalFloats();
				default -> throw unknown("memory", field);
			}
		}
		return new ProfileLine.Stored(new StoredMemory(required("memory.id", id), required("memory.type", type),
				topicKey, required("memory.summary", summary), content, (keywords != null) ? keywords : "", sessionId,
				source, required("memory.created_at", createdAt), expiresAt, supersededBy, supersededAt, List.of()),
				embedding);
	}

	private static ProfileLine end(JsonReader json) {
		Long lines = null;
		Long dimension = null;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			switch (field) {
				case "lines" -> lines = time(json);
				case "vector_dimension" -> dimension = optional(json, ProfileFormat::time);
				default -> throw unknown("end", field);
			}
		}
		if (dimension != null && (dimension < 1 || dimension > MOST_DIMENSIONS)) {
			throw invalid("end.vector_dimension must be from 1 to " + MOST_DIMENSIONS);
		}
		return new ProfileLine.End(required("end.lines", lines), (dimension != null) ? dimension.intValue() : null);
	}

	/** Of a time in Unix milliseconds, or another count. */
	private static Long time(JsonReader json) {
		Long value = json.optionalUnsigned();
		if (value == null || value < 0) {
			json.complain("must be an integer from 0 to 9223372036854775807");
			throw new IllegalStateException("a complaint ends the reading of a line");
		}
		return value;
	}

	private static @Nullable Long optional(JsonReader json, Function<JsonReader, Long> reader) {
		return json.isNull() ? null : reader.apply(json);
	}

	private static void check(StoredMemory memory, float @Nullable [] embedding) {
		MemoryType type = MemoryType.of(memory.type());
		if (type == null) {
			throw invalid("memory.type must be fact, event, instruction or task");
		}
		require(memory.topicKey() == null || type.hasTopic(),
				() -> "memory.topic_key is only allowed on facts and instructions");
		require(!WhiteSpace.isAllOf(memory.summary()),
				() -> "memory.summary must contain a character that is not white space");
		require((type == MemoryType.TASK) == (memory.expiresAt() != null),
				() -> "memory.expires_at belongs to every task and to nothing else");
		require((memory.supersededBy() == null) == (memory.supersededAt() == null),
				() -> "memory.superseded_by and superseded_at come together or not at all");
		String successor = memory.supersededBy();
		require(successor == null
				|| (memory.topicKey() != null && ID.matcher(successor).matches() && !successor.equals(memory.id())),
				() -> "memory.superseded_by must be the id of another memory, on a memory with a topic_key");
		require(embedding == null || type != MemoryType.TASK, () -> "memory.embedding is not allowed on tasks");
		if (embedding != null) {
			EmbeddingRule.check("memory.embedding", embedding);
		}
		String id = MemoryId.of(memory.type(), memory.topicKey(), memory.content());
		require(id.equals(memory.id()), () -> "memory.id is not the one of its type, topic_key and content, which is "
				+ id + ": one of them was changed");
	}

	private static void require(boolean holds, Supplier<String> problem) {
		if (!holds) {
			throw invalid(problem.get());
		}
	}

	private static <T> T required(String field, @Nullable T value) {
		if (value == null) {
			throw invalid(field + " is missing");
		}
		return value;
	}

	private static Fault unknown(String object, String field) {
		// Not named in full: it may be anything, of any length.
		String shown = (field.length() <= 40 && field.matches("[A-Za-z0-9_]+")) ? " '" + field + "'" : "";
		return invalid(object + " has the unknown field" + shown);
	}

	private static Fault invalid(String problem) {
		return new Fault(FaultCode.INVALID_REQUEST, problem);
	}

}
