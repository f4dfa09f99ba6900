package ai.memoturn.embedded.wire;

import java.util.List;
import java.util.Objects;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.audit.AuditEvent;
import ai.memoturn.embedded.audit.AuditGate;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.ProfileName;
import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.DatabaseEntry;

/**
 * The control routes of databases (protocol, branching and control, section 3), and the
 * one that makes what was written durable (section 11).
 */
final class DatabaseRoutes {

	private static final String DATABASES = "/v1/databases";

	private final DatabaseService databases;

	private final AuditTrail audit;

	DatabaseRoutes(DatabaseService databases, AuditTrail audit) {
		this.databases = databases;
		this.audit = audit;
	}

	List<Route> routes() {
		return List.of(Route.get(DATABASES, this::list).asControl(),
				Route.post(DATABASES, Route.Body.STRICT, Route.Limit.QUERY, this::create).asControl(),
				Route.delete(DATABASES + "/{database}", this::delete).asControl(),
				Route.post("/v1/db/{database}/sync", Route.Body.NONE, Route.Limit.QUERY, this::sync));
	}

	private Reply list(Request request) {
		List<DatabaseEntry> entries = this.databases.list();
		JsonWriter json = new JsonWriter(64 + 128 * entries.size());
		json.beginObject().name("databases").beginArray();
		entries.forEach((entry) -> entry(json, entry));
		return Reply.json(200, json.endArray().endObject());
	}

	private Reply create(Request request) {
		JsonWriter json = new JsonWriter(128);
		return Reply.json(201, entry(json, this.databases.create(request.read(DatabaseRoutes::name))));
	}

	private static String name(JsonReader json) {
		String name = null;
		int seen = 0;
		json.beginObject();
		for (String field = json.nextField(); field != null; field = json.nextField()) {
			if (field.equals("name")) {
				seen = json.once(seen, 0);
				name = json.string();
			}
			else {
				json.skip();
			}
		}
		MemoryBodies.require(json, seen, 0, "name");
		// In a strict body every other way out of here is an exception.
		return Objects.requireNonNull(name);
	}

	private Reply delete(Request request) {
		String database = request.variable("database");
		this.databases.delete(database);
		ProfileName profile = ProfileName.ofDatabase(database);
		if (profile != null) {
			this.audit.record(AuditGate.PROFILE,
					AuditEvent.of("db.delete", profile.namespace(), profile.profile(), Caller.PLATFORM).on(database));
		}
		return Reply.empty(204);
	}

	private Reply sync(Request request) {
		return Reply.committed(this.databases.sync(request.spec()));
	}

	private static JsonWriter entry(JsonWriter json, DatabaseEntry entry) {
		return json.beginObject()
			.name("name")
			.value(entry.name())
			.name("uuid")
			.value(entry.uuid().replace("-", ""))
			.name("created_at")
			.value(entry.createdAt())
			.endObject();
	}

}
