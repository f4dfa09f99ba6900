package ai.memoturn.client.vector;

import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * The reactive face of {@link VectorOperations}.
 */
record DefaultReactiveVectorCollection(Transport transport,
		VectorOperations operations) implements ReactiveVectorCollection {

	@Override
	public String name() {
		return this.operations.collection();
	}

	@Override
	public ReactiveVectorCollection with(UnaryOperator<CallOptions> options) {
		return new DefaultReactiveVectorCollection(this.transport.with(options), this.operations);
	}

	@Override
	public Mono<UpsertResult> upsert(String id, float[] embedding) {
		return this.transport.send(() -> this.operations.upsert(id, embedding));
	}

	@Override
	public Mono<VectorSearchResult> search(float[] embedding, int k) {
		return this.transport.send(() -> this.operations.search(embedding, k));
	}

	@Override
	public String toString() {
		return "ReactiveVectorCollection[" + this.operations.database() + "]";
	}

}
