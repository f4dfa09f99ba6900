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

	public static VectorCollection blocking(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultVectorCollection(transport, new VectorOperations(database, collection));
	}

	public static ReactiveVectorCollection reactive(Transport transport, DatabaseSpec database, String collection) {
		return new DefaultReactiveVectorCollection(transport, new VectorOperations(database, collection));
	}

}
