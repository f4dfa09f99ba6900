package ai.memoturn.embedded.wire;

import java.util.List;

import ai.memoturn.embedded.document.DocumentService;
import ai.memoturn.embedded.document.FindQuery;
import ai.memoturn.embedded.document.NewDocument;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.Versioned;

/**
 * The document routes (protocol, database, section 3).
 */
final class DocumentRoutes {

	private static final String COLLECTION = "/v1/db/{database}/docs/{collection}";

	private final DocumentService documents;

	DocumentRoutes(DocumentService documents) {
		this.documents = documents;
	}

	List<Route> routes() {
		return List.of(Route.post(COLLECTION + "/insert", Route.Body.LENIENT, Route.Limit.DATA, this::insert).asWrite(),
				Route.post(COLLECTION + "/find", Route.Body.STRICT, Route.Limit.QUERY, this::find),
				Route.post(COLLECTION + "/update", Route.Body.LENIENT, Route.Limit.DATA, this::update).asWrite(),
				Route.post(COLLECTION + "/delete", Route.Body.LENIENT, Route.Limit.QUERY, this::delete).asWrite(),
				Route.post(COLLECTION + "/indexes", Route.Body.LENIENT, Route.Limit.QUERY, this::index).asWrite());
	}

	private Reply insert(Request request) {
		List<NewDocument> documents = request.read(DocumentBodies::insert);
		Committed<List<String>> inserted = this.documents.insert(request.spec(), request.variable("collection"),
				documents, request.durable());
		JsonWriter json = new JsonWriter(64 + 40 * Math.min(documents.size(), 1000));
		json.beginObject().name("ids").beginArray();
		inserted.value().forEach(json::value);
		json.endArray().name("txid").value(inserted.txid()).endObject();
		return Reply.json(201, json).withTxid(inserted.txid());
	}

	private Reply find(Request request) {
		FindQuery query = request.read(DocumentBodies::find);
		Versioned<List<String>> found = this.documents.find(request.spec(), request.variable("collection"), query);
		JsonWriter json = new JsonWriter(64 + 256 * found.value().size());
		json.beginObject().name("docs").beginArray();
		found.value().forEach(json::raw);
		json.endArray().name("txid").value(found.txid()).endObject();
		return Reply.json(200, json).withTxid(found.txid());
	}

	private Reply update(Request request) {
		DocumentBodies.Change change = request.read(DocumentBodies::update);
		return counted("modified", this.documents.update(request.spec(), request.variable("collection"),
				change.filter(), change.update(), change.multi(), request.durable()));
	}

	private Reply delete(Request request) {
		DocumentBodies.Change change = request.read(DocumentBodies::delete);
		return counted("deleted", this.documents.delete(request.spec(), request.variable("collection"), change.filter(),
				change.multi(), request.durable()));
	}

	private static Reply counted(String name, Committed<Long> count) {
		JsonWriter json = new JsonWriter(64);
		json.beginObject().name(name).value(count.value()).name("txid").value(count.txid()).endObject();
		return Reply.json(200, json).withTxid(count.txid());
	}

	private Reply index(Request request) {
		String path = request.read(DocumentBodies::index);
		this.documents.createIndex(request.spec(), request.variable("collection"), path, request.durable());
		JsonWriter json = new JsonWriter(32 + path.length());
		return Reply.json(201, json.beginObject().name("indexed").value(path).endObject());
	}

}
