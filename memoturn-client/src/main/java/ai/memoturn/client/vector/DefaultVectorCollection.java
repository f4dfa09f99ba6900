package ai.memoturn.client.vector;

import ai.memoturn.client.operation.Transport;

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
