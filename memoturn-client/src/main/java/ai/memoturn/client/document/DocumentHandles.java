package ai.memoturn.client.document;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a database. Not API: applications get theirs from
 * {@code MemoturnDatabase.collection}.
 */
public final class DocumentHandles {

	private DocumentHandles() {
	}

	public static DocumentCollection blocking(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultDocumentCollection(transport, new DocumentOperations(database, collection));
	}

	public static ReactiveDocumentCollection reactive(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultReactiveDocumentCollection(transport, new DocumentOperations(database, collection));
	}

}
