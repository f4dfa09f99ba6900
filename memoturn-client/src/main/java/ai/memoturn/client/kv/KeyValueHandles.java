package ai.memoturn.client.kv;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a database. Not API: applications get theirs from
 * {@code MemoturnDatabase.kv}.
 */
public final class KeyValueHandles {

	private KeyValueHandles() {
	}

	public static KeyValues blocking(Transport transport, DatabaseSpec database, String namespace) {
		return new DefaultKeyValues(transport, new KeyValueOperations(database, namespace));
	}

	public static ReactiveKeyValues reactive(Transport transport, DatabaseSpec database, String namespace) {
		return new DefaultReactiveKeyValues(transport, new KeyValueOperations(database, namespace));
	}

}
