package ai.memoturn.client.vector;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a database. Not API: applications get theirs from
 * {@code MemoturnDatabase.vectors}.
 */
public final class VectorHandles {

	private VectorHandles() {
	}

	/**
	 * Make the blocking handle of a collection.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param collection the collection, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static VectorCollection blocking(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultVectorCollection(transport, new VectorOperations(database, collection));
	}

	/**
	 * Make the reactive handle of a collection.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param collection the collection, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveVectorCollection reactive(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultReactiveVectorCollection(transport, new VectorOperations(database, collection));
	}

}
