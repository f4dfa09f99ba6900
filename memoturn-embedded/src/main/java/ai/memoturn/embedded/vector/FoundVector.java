package ai.memoturn.embedded.vector;

/**
 * A vector that a search found.
 *
 * @param id its id
 * @param distance cosine distance to the vector searched for, 0 to 2; 1 if one of the two
 * is all zeros
 */
public record FoundVector(String id, float distance) {
}
