package ai.memoturn.client.document;

import java.util.Collection;
import java.util.Collections;
import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link DocumentOperations}.
 */
record DefaultReactiveDocumentCollection(Transport transport,
		DocumentOperations operations) implements ReactiveDocumentCollection {

	@Override
	public String name() {
		return this.operations.collection();
	}

	@Override
	public ReactiveDocumentCollection with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveDocumentCollection(this.transport.with(options), this.operations);
	}

	@Override
	public Mono<InsertResult> insert(Object document) {
		return this.transport.send(() -> this.operations.insert(Collections.singletonList(document)));
	}

	@Override
	public Mono<InsertResult> insertAll(Collection<?> documents) {
		return this.transport.send(() -> this.operations.insert(documents));
	}

	@Override
	public Mono<FindResult> find(Filter filter, FindOption... options) {
		return this.transport.send(() -> this.operations.find(filter, options));
	}

	@Override
	public Mono<UpdateResult> updateOne(Filter filter, Update update) {
		return this.transport.send(() -> this.operations.update(filter, update, false));
	}

	@Override
	public Mono<UpdateResult> updateMany(Filter filter, Update update) {
		return this.transport.send(() -> this.operations.update(filter, update, true));
	}

	@Override
	public Mono<DeleteResult> deleteOne(Filter filter) {
		return this.transport.send(() -> this.operations.delete(filter, false));
	}

	@Override
	public Mono<DeleteResult> deleteMany(Filter filter) {
		return this.transport.send(() -> this.operations.delete(filter, true));
	}

	@Override
	public Mono<Void> createIndex(String path) {
		return this.transport.send(() -> this.operations.createIndex(path)).then();
	}

	@Override
	public String toString() {
		return "ReactiveDocumentCollection[" + this.operations.database() + "]";
	}

}
