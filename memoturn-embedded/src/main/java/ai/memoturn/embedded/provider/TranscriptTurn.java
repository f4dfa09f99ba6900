package ai.memoturn.embedded.provider;

/**
 * One turn of a conversation.
 *
 * @param role who speaks, any text
 * @param content what was said, as JSON text
 */
public record TranscriptTurn(String role, String content) {
}
