package ai.memoturn.client.vector;

import java.util.List;

import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one collection of vectors. Making a call checks everything that can
 * be checked without the node.
 *
 * @param database the database and branch
 * @param collection the collection
 */
record VectorOperations(DatabaseSpec database, String collection) {

	private static final String COLLECTION = "/v1/db/{database@branch}/vectors/{collection}";

	static final Operation<UpsertResult> UPSERT = Operation.describe("vectors.upsert", "POST", COLLECTION)
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> new UpsertResult(answer.txidOrZero(answer.read(UpsertAnswer.class).txid())));

	static final Operation<VectorSearchResult> SEARCH = Operation
		.describe("vectors.search", "POST", COLLECTION + "/search")
		.retry(RetryClass.READ)
		.txid(TxidUse.FLOOR)
		.reads((answer) -> new VectorSearchResult(answer.read(SearchAnswer.class).hits(), answer.txidOrZero(null),
				answer.isStale()));

	/**
	 * Check the names, once for handles that may fail when they are made.
	 * @return these operations
	 */
	VectorOperations checked() {
		this.database.checked();
		Checks.collection("collection", this.collection);
		return this;
	}

	Call<UpsertResult> upsert(String id, float[] embedding) {
		Checks.wellFormed("id", Checks.notNull("id", id));
		return call(UPSERT).body(new UpsertBody(id, Checks.embedding(embedding)));
	}

	Call<VectorSearchResult> search(float[] embedding, int k) {
		return call(SEARCH).body(new SearchBody(Checks.embedding(embedding), Checks.positive("k", k)));
	}

	private <T> Call<T> call(Operation<T> operation) {
		checked();
		return operation.call(this.database.toString(), this.collection);
	}

	record UpsertBody(String id, float[] embedding) {

	}

	record UpsertAnswer(@Nullable Long txid) {

	}

	record SearchBody(float[] vector, int k) {

	}

	record SearchAnswer(List<VectorHit> hits) {

	}

}
