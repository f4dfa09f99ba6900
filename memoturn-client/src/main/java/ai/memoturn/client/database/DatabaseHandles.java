package ai.memoturn.client.database;

import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.database} and {@code MemoturnClient.databases}.
 */
public final class DatabaseHandles {

	private final Transport transport;

	public DatabaseHandles(Transport transport) {
		this.transport = transport;
	}

	public MemoturnDatabase blocking(String spec) {
		return new DefaultMemoturnDatabase(this.transport, DatabaseSpec.parse(spec));
	}

	public ReactiveMemoturnDatabase reactive(String spec) {
		return new DefaultReactiveMemoturnDatabase(this.transport, DatabaseSpec.parse(spec));
	}

	public Databases blockingControl() {
		return new DefaultDatabases(this.transport);
	}

	public ReactiveDatabases reactiveControl() {
		return new DefaultReactiveDatabases(this.transport);
	}

}
