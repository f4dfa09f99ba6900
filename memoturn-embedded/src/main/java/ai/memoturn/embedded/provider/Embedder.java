package ai.memoturn.embedded.provider;

import java.util.List;

/**
 * Turns text into vectors.
 */
@FunctionalInterface
public non-sealed interface Embedder extends Provider {

	/**
	 * Embed texts.
	 * @param texts at least one and no more than a batch of memories has
	 * @param purpose what the vectors are for
	 * @return a vector for each text, in the order of the texts, of 1 to 65,536 finite
	 * values; the node takes no vector at all from an answer that is otherwise
	 * @throws ProviderException if the texts cannot be embedded
	 */
	List<float[]> embed(List<String> texts, Purpose purpose);

	/**
	 * What a vector is for. Some models tell the two apart.
	 */
	enum Purpose {

		/** To be found. */
		DOCUMENT,

		/** To find. */
		QUERY

	}

}
