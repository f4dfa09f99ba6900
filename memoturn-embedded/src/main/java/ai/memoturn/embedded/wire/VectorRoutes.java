package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.Versioned;
import ai.memoturn.embedded.vector.FoundVector;
import ai.memoturn.embedded.vector.VectorService;

/**
 * The vector routes (protocol, database, section 6).
 */
final class VectorRoutes {

	private static final String COLLECTION = "/v1/db/{database}/vectors/{collection}";

	private static final long DEFAULT_K = 10;

	private static final float[] NONE = {};

	private final VectorService vectors;

	VectorRoutes(VectorService vectors) {
		this.vectors = vectors;
	}

	List<Route> routes() {
		return List.of(Route.post(COLLECTION, Route.Body.LENIENT, Route.Limit.DATA, this::upsert).asWrite(),
				Route.post(COLLECTION + "/search", Route.Body.STRICT, Route.Limit.QUERY, this::search));
	}

	private Reply upsert(Request request) {
		Upsert upsert = request.read(VectorRoutes::upsert);
		return Reply.committed(this.vectors.upsert(request.spec(), request.variable("collection"), upsert.id(),
				upsert.embedding(), request.durable()));
	}

	private Reply search(Request request) {
		NearestQuery query = request.read((json) -> NearestQuery.read(json, DEFAULT_K));
		Versioned<List<FoundVector>> found = this.vectors.search(request.spec(), request.variable("collection"),
				query.vector(), query.k());
		JsonWriter json = new JsonWriter(64 + 64 * found.value().size());
		json.beginObject().name("hits").beginArray();
		for (FoundVector hit : found.value()) {
			json.beginObject().name("id").value(hit.id()).name("distance").value((double) hit.distance()).endObject();
		}
		return Reply.json(200, json.endArray().endObject()).withTxid(found.txid());
	}

	private static Upsert upsert(JsonReader json) {
		String id = null;
		float[] embedding = null;
		int seen = 0;
		if (json.beginObject()) {
			for (String field = json.nextField(); field != null; field = json.nextField()) {
				switch (field) {
					case "id" -> {
						seen = json.once(seen, 0);
						id = json.string();
					}
					case "embedding" -> {
						seen = json.once(seen, 1);
						embedding = json.floats();
					}
					default -> json.skip();
				}
			}
			MemoryBodies.require(json, seen, 0, "id");
			MemoryBodies.require(json, seen, 1, "embedding");
		}
		// Without one of them there was a complaint, and this is never used.
		return new Upsert((id != null) ? id : "", (embedding != null) ? embedding : NONE);
	}

	/**
	 * @param id what to call the vector
	 * @param embedding the vector
	 */
	private record Upsert(String id, float[] embedding) {
	}

}
