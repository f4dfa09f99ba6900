package ai.memoturn.client.memory;

import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation, as handed to extraction.
 *
 * @param role who speaks, for example {@code user} or {@code assistant}
 * @param content what was said: anything that becomes JSON, often a plain string
 */
public record Turn(String role, @Nullable Object content) {
}
