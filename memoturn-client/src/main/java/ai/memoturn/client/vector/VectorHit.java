package ai.memoturn.client.vector;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A vector found by a search. New components may be added: read it, do not construct it.
 *
 * @param id the vector's id
 * @param distance cosine distance, 1 minus the cosine similarity: 0 for the same
 * direction, 1 for orthogonal, 2 for opposite; {@code null} when the server gives none.
 * For a vector of nothing but zeros some servers give a number beyond all others
 */
public record VectorHit(String id, @Nullable Double distance) {

	public VectorHit {
		Objects.requireNonNull(id, "id must not be null");
	}

}
