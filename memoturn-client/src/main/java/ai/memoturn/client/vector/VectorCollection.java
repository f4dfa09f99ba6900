package ai.memoturn.client.vector;

import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;

/**
 * One collection of vectors, on one branch of one database. It comes into existence with
 * its first vector, whose length is the dimension of all others for good. Vectors can be
 * replaced, not deleted, and carry nothing but their id. Servers may take {@code -} for
 * {@code _} and upper for lower case in the name of a collection, so do not tell two
 * collections apart by that. Handles are immutable, cheap, may be shared between threads,
 * and stay usable until their client is closed.
 * <p>
 * Every method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}; in addition it fails with
 * {@link ai.memoturn.client.error.NotFoundException} when the database or the branch does
 * not exist.
 *
 * @see ReactiveVectorCollection
 */
public interface VectorCollection {

	/**
	 * Return the name of the collection.
	 * @return the name
	 */
	String name();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	VectorCollection with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default VectorCollection with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store a vector, in place of the one that the id had.
	 * <p>
	 * Repetition: storing the same twice leaves the same, unless somebody else stored in
	 * between; what was refused before processing is repeated, an unknown outcome only
	 * with {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}.
	 * @param id the vector's id: any well-formed text
	 * @param embedding 1 to 65,536 finite numbers; read during the call
	 * @return at which transaction id it is visible
	 * @throws IllegalArgumentException if the id is {@code null} or no well-formed text,
	 * or the embedding is empty, too long, or holds NaN or an infinite number
	 * @throws ai.memoturn.client.error.InvalidRequestException if the collection has
	 * another dimension; nothing is changed
	 * @throws MemoturnException if the call fails
	 */
	UpsertResult upsert(String id, float[] embedding);

	/**
	 * Find the 10 vectors nearest to an embedding.
	 * @param embedding the embedding
	 * @return the vectors, nearest first
	 * @see #search(float[], int)
	 */
	default VectorSearchResult search(float[] embedding) {
		return search(embedding, 10);
	}

	/**
	 * Find the vectors nearest to an embedding, by cosine distance. Servers may search
	 * large collections approximately.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param embedding 1 to 65,536 finite numbers; read during the call
	 * @param k how many vectors to find at most: 1 or more; the server finds at most 1000
	 * @return the vectors, nearest first; empty when the collection does not exist
	 * @throws IllegalArgumentException if the embedding is empty, too long, or holds NaN
	 * or an infinite number, or {@code k} is below 1
	 * @throws ai.memoturn.client.error.InvalidRequestException if the collection has
	 * another dimension
	 * @throws MemoturnException if the call fails
	 */
	VectorSearchResult search(float[] embedding, int k);

}
