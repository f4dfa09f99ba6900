package ai.memoturn.embedded.transcript;

/**
 * A turn that a search found.
 *
 * @param sessionId the session that it belongs to
 * @param turn the turn
 * @param distance cosine distance to the vector searched for, 0 to 2; 1 if one of the two
 * is all zeros
 */
public record FoundTurn(String sessionId, StoredTurn turn, float distance) {
}
