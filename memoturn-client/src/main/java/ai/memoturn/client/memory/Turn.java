package ai.memoturn.client.memory;

import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation, as handed to extraction. {@link #toString()} does not show
 * what was said.
 *
 * @param role who speaks, for example {@code user} or {@code assistant}
 * @param content what was said: anything that becomes JSON, often a plain string; turned
 * into unmodifiable JSON values at once, with the limits of
 * {@link MemoryInput#content(Object)}
 */
public record Turn(String role, @Nullable Object content) {

	/**
	 * Check what the record is made of.
	 * @param role who speaks
	 * @param content what was said: anything that becomes JSON
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 * @throws IllegalArgumentException if the role is no well-formed text, or the content
	 * cannot become JSON
	 */
	public Turn {
		Checks.wellFormed("role", Checks.notNull("role", role));
		content = Json.freeze("content", content);
	}

	@Override
	public String toString() {
		return "Turn[role=" + this.role + "]";
	}

}
