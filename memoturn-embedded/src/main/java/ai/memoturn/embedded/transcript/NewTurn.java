package ai.memoturn.embedded.transcript;

import org.jspecify.annotations.Nullable;

/**
 * A turn to be appended, of the right shape but not checked further.
 *
 * @param role who speaks, any text
 * @param content canonical JSON text of the content
 * @param embedding the vector, with as many dimensions as were sent
 */
public record NewTurn(String role, String content, float @Nullable [] embedding) {
}
