package ai.memoturn.client.vector;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Mono;

/**
 * One collection of vectors, without blocking: the twin of {@link VectorCollection},
 * where each operation, its failures and what may be repeated are described.
 * Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}: no method throws, blocks or
 * sends, and a bad argument is an error signal.
 *
 * @see VectorCollection
 */
public interface ReactiveVectorCollection {

	/**
	 * Return the name of the collection.
	 * @return the name
	 */
	String name();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveVectorCollection with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveVectorCollection with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store a vector, in place of the one that the id had.
	 * @param id the vector's id
	 * @param embedding the numbers; read on each subscription
	 * @return at which transaction id it is visible
	 * @see VectorCollection#upsert(String, float[])
	 */
	Mono<UpsertResult> upsert(String id, float[] embedding);

	/**
	 * Find the 10 vectors nearest to an embedding.
	 * @param embedding the embedding
	 * @return the vectors, nearest first
	 * @see #search(float[], int)
	 */
	default Mono<VectorSearchResult> search(float[] embedding) {
		return search(embedding, 10);
	}

	/**
	 * Find the vectors nearest to an embedding.
	 * @param embedding the embedding; read on each subscription
	 * @param k how many vectors to find at most: 1 or more; the server finds at most 1000
	 * @return the vectors, nearest first; none is an answer without hits, not an empty
	 * {@code Mono}
	 * @see VectorCollection#search(float[], int)
	 */
	Mono<VectorSearchResult> search(float[] embedding, int k);

}
