package ai.memoturn.client.database;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of databases. Not API: applications get theirs from
 * {@code MemoturnClient.database} and {@code MemoturnClient.databases}.
 */
public final class DatabaseHandles {

	private DatabaseHandles() {
	}

	/**
	 * Make the blocking handle of a database.
	 * @param transport runs the calls
	 * @param spec the database and branch, not checked yet
	 * @return the handle
	 * @throws IllegalArgumentException if a name breaks its rule
	 */
	public static MemoturnDatabase blocking(Transport transport, DatabaseSpec spec) {
		return new DefaultMemoturnDatabase(transport, spec);
	}

	/**
	 * Make the reactive handle of a database.
	 * @param transport runs the calls
	 * @param spec the database and branch, not checked yet
	 * @return the handle; its calls check the names
	 */
	public static ReactiveMemoturnDatabase reactive(Transport transport, DatabaseSpec spec) {
		return new DefaultReactiveMemoturnDatabase(transport, spec);
	}

	/**
	 * Make the blocking handle of all databases.
	 * @param transport runs the calls
	 * @return the handle
	 */
	public static Databases blockingControl(Transport transport) {
		return new DefaultDatabases(transport);
	}

	/**
	 * Make the reactive handle of all databases.
	 * @param transport runs the calls
	 * @return the handle
	 */
	public static ReactiveDatabases reactiveControl(Transport transport) {
		return new DefaultReactiveDatabases(transport);
	}

}
