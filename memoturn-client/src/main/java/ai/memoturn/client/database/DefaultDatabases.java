package ai.memoturn.client.database;

import java.util.List;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;

/**
 * The blocking face of {@link DatabaseOperations}.
 */
final class DefaultDatabases implements Databases {

	private final Transport transport;

	DefaultDatabases(Transport transport) {
		this.transport = transport;
	}

	@Override
	public Databases with(UnaryOperator<CallOptions> options) {
		return new DefaultDatabases(this.transport.withoutTransactions(options));
	}

	@Override
	public DatabaseInfo create(String name) {
		return this.transport.call(DatabaseOperations.create(name));
	}

	@Override
	public List<DatabaseInfo> list() {
		return this.transport.call(DatabaseOperations.list());
	}

	@Override
	public boolean delete(String name) {
		return this.transport.call(DatabaseOperations.delete(name));
	}

}
