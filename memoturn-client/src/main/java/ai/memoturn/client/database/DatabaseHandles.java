package ai.memoturn.client.database;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.database} and {@code MemoturnClient.databases}.
 */
public final class DatabaseHandles {

	private final Transport transport;

	/**
	 * Create what makes handles.
	 * @param transport runs the calls
	 */
	public DatabaseHandles(Transport transport) {
		this.transport = transport;
	}

	/**
	 * Make the blocking handle of a database.
	 * @param spec the database, with {@code @} and a branch where it is not the main one
	 * @return the handle; its calls check the names
	 */
	public MemoturnDatabase blocking(String spec) {
		return new DefaultMemoturnDatabase(this.transport, DatabaseSpec.parse(spec));
	}

	/**
	 * Make the reactive handle of a database.
	 * @param spec the database, with {@code @} and a branch where it is not the main one
	 * @return the handle; its calls check the names
	 */
	public ReactiveMemoturnDatabase reactive(String spec) {
		return new DefaultReactiveMemoturnDatabase(this.transport, DatabaseSpec.parse(spec));
	}

	/**
	 * Make the blocking handle of all databases.
	 * @return the handle
	 */
	public Databases blockingControl() {
		return new DefaultDatabases(this.transport);
	}

	/**
	 * Make the reactive handle of all databases.
	 * @return the handle
	 */
	public ReactiveDatabases reactiveControl() {
		return new DefaultReactiveDatabases(this.transport);
	}

}
