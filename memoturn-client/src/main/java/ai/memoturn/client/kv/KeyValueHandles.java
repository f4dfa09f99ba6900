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

	/**
	 * Make the blocking handle of a namespace of keys.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param namespace the namespace of the keys, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static KeyValues blocking(Transport transport, DatabaseSpec database, String namespace) {
		return new DefaultKeyValues(transport, new KeyValueOperations(database, namespace));
	}

	/**
	 * Make the reactive handle of a namespace of keys.
	 * @param transport runs the calls
	 * @param database the database, not checked yet
	 * @param namespace the namespace of the keys, not checked yet
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveKeyValues reactive(Transport transport, DatabaseSpec database, String namespace) {
		return new DefaultReactiveKeyValues(transport, new KeyValueOperations(database, namespace));
	}

}
