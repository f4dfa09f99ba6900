package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

/**
 * The key-value routes (protocol, database, section 4).
 */
final class KvRoutes {

	private static final String NAMESPACE = "/v1/db/{database}/kv/{namespace}";

	private static final String KEY = NAMESPACE + "/{key}";

	private static final long DEFAULT_LIMIT = 100;

	private final KvService keys;

	KvRoutes(KvService keys) {
		this.keys = keys;
	}

	List<Route> routes() {
		return List.of(Route.get(NAMESPACE, this::list), Route.get(KEY, this::get),
				Route.put(KEY, Route.Body.BYTES, Route.Limit.DATA, this::put).asWrite(),
				Route.delete(KEY, this::delete).asWrite());
	}

	private Reply list(Request request) {
		String prefix = request.query("prefix");
		Versioned<List<String>> found = this.keys.list(request.spec(), request.variable("namespace"),
				(prefix != null) ? prefix : "", request.unsigned32("limit", DEFAULT_LIMIT));
		JsonWriter json = new JsonWriter(64 + 32 * found.value().size());
		json.beginObject().name("keys").beginArray();
		found.value().forEach(json::value);
		return Reply.json(200, json.endArray().endObject()).withTxid(found.txid());
	}

	private Reply get(Request request) {
		Versioned<byte[]> found = this.keys.get(request.spec(), request.variable("namespace"), request.variable("key"));
		return Reply.bytes(found.value()).withTxid(found.txid());
	}

	private Reply put(Request request) {
		Long ttlSeconds;
		try {
			ttlSeconds = ttlSeconds(request.query("ttl"));
		}
		catch (NumberFormatException ex) {
			return Reply.text(400, "Failed to deserialize query string: ttl must be a number of seconds from 0 to "
					+ "18446744073709551615");
		}
		return Reply.committed(this.keys.put(request.spec(), request.variable("namespace"), request.variable("key"),
				request.bytes(), ttlSeconds, request.durable()));
	}

	private static @Nullable Long ttlSeconds(@Nullable String text) {
		if (text == null) {
			return null;
		}
		long seconds = Long.parseUnsignedLong(text);
		// Beyond 2^63-1 seconds is for ever either way.
		return (seconds < 0) ? Long.MAX_VALUE : seconds;
	}

	private Reply delete(Request request) {
		return Reply.empty(204)
			.withTxid(this.keys.delete(request.spec(), request.variable("namespace"), request.variable("key"),
					request.durable()));
	}

}
