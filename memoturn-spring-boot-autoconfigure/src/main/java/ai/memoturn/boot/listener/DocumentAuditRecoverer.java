package ai.memoturn.boot.listener;

import java.util.LinkedHashMap;
import java.util.Map;

import ai.memoturn.boot.listener.position.AuditPosition;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.document.Filters;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.InvalidRequestException;

/**
 * Dead letters in documents of Memoturn, one for each event and listener, however often
 * it fails: what names the event, and what its handler failed with. The database must
 * exist.
 */
public final class DocumentAuditRecoverer implements AuditRecoverer {

	private static final int MAX_ERROR = 1000;

	private final DocumentCollection collection;

	/**
	 * Create a recoverer.
	 * @param client the client
	 * @param database the name of the database
	 * @param collection the name of the collection
	 */
	public DocumentAuditRecoverer(MemoturnClient client, String database, String collection) {
		this.collection = client.database(database).collection(collection);
	}

	@Override
	public void recover(AuditDeliveryFailure failure) {
		for (AuditEvent event : failure.events()) {
			String id = failure.listener() + "-" + AuditPosition.key(event);
			try {
				this.collection.insert(document(id, event, failure));
			}
			catch (InvalidRequestException | ConflictException ex) {
				if (this.collection.find(Filters.where("_id").is(id)).documents().isEmpty()) {
					throw ex;
				}
			}
		}
	}

	private static Map<String, Object> document(String id, AuditEvent event, AuditDeliveryFailure failure) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("_id", id);
		document.put("listener", failure.listener());
		document.put("node", event.node());
		document.put("event", event.id());
		document.put("time", event.time().toEpochMilli());
		document.put("namespace", event.namespace());
		if (event.profile() != null) {
			document.put("profile", event.profile());
		}
		document.put("action", event.action().value());
		document.put("outcome", event.outcome().value());
		document.put("attempts", failure.attempt());
		String error = failure.cause().toString();
		document.put("error", error.substring(0, Math.min(MAX_ERROR, error.length())));
		return document;
	}

}
