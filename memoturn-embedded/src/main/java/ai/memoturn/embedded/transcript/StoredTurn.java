package ai.memoturn.embedded.transcript;

/**
 * A turn as it is stored.
 *
 * @param seq its number within the session, from 1
 * @param role who speaks
 * @param content canonical JSON text
 * @param createdAt when it was appended, Unix milliseconds
 */
public record StoredTurn(long seq, String role, String content, long createdAt) {
}
