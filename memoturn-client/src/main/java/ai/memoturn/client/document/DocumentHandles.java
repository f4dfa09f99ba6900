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

	/**
	 * Make the blocking handle of a collection.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param collection the collection, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static DocumentCollection blocking(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultDocumentCollection(transport, new DocumentOperations(database, collection));
	}

	/**
	 * Make the reactive handle of a collection.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param collection the collection, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveDocumentCollection reactive(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultReactiveDocumentCollection(transport, new DocumentOperations(database, collection));
	}

}
