package ai.memoturn.client.transcript;

import java.time.Instant;
import java.util.Objects;

import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a transcript. New components may be added: read it, do not construct it.
 * {@link #toString()} does not show what was said.
 *
 * @param seq the turn's place in its session, counted from 1
 * @param role who spoke
 * @param content the JSON content as {@code Map}, {@code List}, {@code String},
 * {@code Number}, {@code Boolean} or {@code null}; unmodifiable
 * @param createdAt when it was appended
 */
public record TranscriptTurn(long seq, String role, @Nullable Object content, Instant createdAt) {

	/**
	 * Check what the record is made of.
	 * @param seq the turn's place in its session
	 * @param role who spoke
	 * @param content the JSON content as {@code Map}
	 * @param createdAt when it was appended
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public TranscriptTurn {
		Objects.requireNonNull(role, "role must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
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
		return "TranscriptTurn[seq=" + this.seq + ", role=" + this.role + "]";
	}

}
