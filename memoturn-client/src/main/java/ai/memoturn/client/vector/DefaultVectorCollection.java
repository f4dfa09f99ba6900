package ai.memoturn.client.vector;

import java.util.function.UnaryOperator;

import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.options.CallOptions;

/**
 * The blocking face of {@link VectorOperations}, whose names are checked.
 */
record DefaultVectorCollection(Transport transport, VectorOperations operations) implements VectorCollection {

	DefaultVectorCollection {
		operations.checked();
	}

	@Override
	public String name() {
		return this.operations.collection();
	}

	@Override
	public VectorCollection with(UnaryOperator<CallOptions> options) {
		return new DefaultVectorCollection(this.transport.with(options), this.operations);
	}

	@Override
	public UpsertResult upsert(String id, float[] embedding) {
		return this.transport.call(this.operations.upsert(id, embedding));
	}

	@Override
	public VectorSearchResult search(float[] embedding, int k) {
		return this.transport.call(this.operations.search(embedding, k));
	}

	@Override
	public String toString() {
		return "VectorCollection[" + this.operations.database() + "]";
	}

}
