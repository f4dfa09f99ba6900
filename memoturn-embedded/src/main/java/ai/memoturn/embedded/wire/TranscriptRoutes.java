package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.Versioned;
import ai.memoturn.embedded.transcript.FoundTurn;
import ai.memoturn.embedded.transcript.NewTurn;
import ai.memoturn.embedded.transcript.StoredTurn;
import ai.memoturn.embedded.transcript.TranscriptService;

/**
 * The routes of transcripts (protocol, database, section 7).
 */
final class TranscriptRoutes {

	private static final String SESSION = "/v1/db/{database}/memory/{session}";

	private static final long DEFAULT_LAST = 20;

	private static final long DEFAULT_K = 5;

	private final TranscriptService transcripts;

	TranscriptRoutes(TranscriptService transcripts) {
		this.transcripts = transcripts;
	}

	List<Route> routes() {
		return List.of(Route.get(SESSION + "/turns", this::window),
				Route.post(SESSION + "/turns", Route.Body.LENIENT, Route.Limit.DATA, this::append).asWrite(),
				Route.post(SESSION + "/search", Route.Body.STRICT, Route.Limit.QUERY, this::search));
	}

	private Reply append(Request request) {
		NewTurn turn = request.read(TranscriptRoutes::turn);
		Committed<Long> appended = this.transcripts.append(request.spec(), request.variable("session"), turn,
				request.durable());
		JsonWriter json = new JsonWriter(64);
		json.beginObject().name("seq").value(appended.value()).name("txid").value(appended.txid()).endObject();
		return Reply.json(201, json).withTxid(appended.txid());
	}

	private Reply window(Request request) {
		Versioned<List<StoredTurn>> window = this.transcripts.window(request.spec(), request.variable("session"),
				request.unsigned32("last", DEFAULT_LAST));
		JsonWriter json = new JsonWriter(64 + 256 * window.value().size());
		json.beginObject().name("turns").beginArray();
		for (StoredTurn turn : window.value()) {
			turn(json.beginObject(), turn).name("created_at").value(turn.createdAt()).endObject();
		}
		return Reply.json(200, json.endArray().endObject()).withTxid(window.txid());
	}

	private Reply search(Request request) {
		NearestQuery query = request.read((json) -> NearestQuery.read(json, DEFAULT_K));
		Versioned<List<FoundTurn>> found = this.transcripts.search(request.spec(), request.variable("session"),
				query.vector(), query.k());
		JsonWriter json = new JsonWriter(64 + 256 * found.value().size());
		found(json.beginObject().name("turns"), found.value()).endObject();
		return Reply.json(200, json).withTxid(found.txid());
	}

	/**
	 * Write turns as a search answers them.
	 * @param json where to
	 * @param turns the turns
	 * @return the writer
	 */
	static JsonWriter found(JsonWriter json, List<FoundTurn> turns) {
		json.beginArray();
		for (FoundTurn found : turns) {
			turn(json.beginObject().name("session_id").value(found.sessionId()), found.turn()).name("distance")
				.value((double) found.distance())
				.endObject();
		}
		return json.endArray();
	}

	private static JsonWriter turn(JsonWriter json, StoredTurn turn) {
		return json.name("seq").value(turn.seq()).name("role").value(turn.role()).name("content").raw(turn.content());
	}

	private static NewTurn turn(JsonReader json) {
		String role = null;
		String content = null;
		float[] embedding = null;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				switch (field) {
					case "role" -> {
						seen = json.once(seen, 0);
						role = json.string();
					}
					case "content" -> {
						seen = json.once(seen, 1);
						content = json.canonical();
					}
					case "embedding" -> {
						seen = json.once(seen, 2);
						embedding = json.optionalFloats();
					}
					default -> json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "role");
			MemoryBodies.require(json, seen, 1, "content");
		}
		// Without one of them there was a complaint, and this is never used.
		return new NewTurn((role != null) ? role : "", (content != null) ? content : "null", embedding);
	}

}
