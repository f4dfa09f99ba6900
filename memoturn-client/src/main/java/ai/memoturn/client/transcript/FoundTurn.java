package ai.memoturn.client.transcript;

import java.time.Instant;
import java.util.Objects;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * A turn found by its embedding. New components may be added: read it, do not construct
 * it. {@link #toString()} does not show what was said.
 *
 * @param sessionId the session in whose transcript it was found
 * @param seq the turn's place in its session, counted from 1
 * @param role who spoke
 * @param content the JSON content as {@code Map}, {@code List}, {@code String},
 * {@code Number}, {@code Boolean} or {@code null}; unmodifiable
 * @param createdAt when it was appended, {@code null} when the server does not say
 * @param distance cosine distance, 1 minus the cosine similarity: 0 for the same
 * direction, 1 for orthogonal, 2 for opposite; {@code null} when the server gives none,
 * as some do for an embedding of nothing but zeros
 */
public record FoundTurn(String sessionId, long seq, String role, @Nullable Object content, @Nullable Instant createdAt,
		@Nullable Double distance) {

	/**
	 * Check what the record is made of.
	 * @param sessionId the session in whose transcript it was found
	 * @param seq the turn's place in its session
	 * @param role who spoke
	 * @param content the JSON content as {@code Map}
	 * @param createdAt when it was appended
	 * @param distance cosine distance
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public FoundTurn {
		Objects.requireNonNull(sessionId, "sessionId must not be null");
		Objects.requireNonNull(role, "role must not be null");
	}

	/**
	 * Return the content as an object of the given type.
	 * @param <T> the type
	 * @param type a record, a bean, a map, ...
	 * @return the content, {@code null} when there is none
	 * @throws IllegalArgumentException if the content does not fit the type
	 */
	public <T> @Nullable T contentAs(Class<T> type) {
		return Json.thaw(this.content, type);
	}

	@Override
	public String toString() {
		return "FoundTurn[seq=" + this.seq + ", role=" + this.role + ", distance=" + this.distance + "]";
	}

}
