package ai.memoturn.client.database;

import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link DatabaseOperations}.
 */
final class DefaultReactiveDatabases implements ReactiveDatabases {

	private final Transport transport;

	DefaultReactiveDatabases(Transport transport) {
		this.transport = transport;
	}

	@Override
	public ReactiveDatabases with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveDatabases(this.transport.withoutTransactions(options));
	}

	@Override
	public Mono<DatabaseInfo> create(String name) {
		return this.transport.send(() -> DatabaseOperations.create(name));
	}

	@Override
	public Flux<DatabaseInfo> list() {
		return this.transport.send(DatabaseOperations::list).flatMapIterable((databases) -> databases);
	}

	@Override
	public Mono<Boolean> delete(String name) {
		return this.transport.send(() -> DatabaseOperations.delete(name));
	}

}
