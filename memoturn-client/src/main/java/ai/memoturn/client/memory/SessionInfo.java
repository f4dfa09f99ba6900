package ai.memoturn.client.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * One session of a profile. New components may be added: read it, do not construct it.
 *
 * @param id the session id
 * @param createdAt when a memory was first stored in it, since it was last ended
 * @param lastActiveAt when a memory was last stored in it or became active again
 */
public record SessionInfo(String id, Instant createdAt, Instant lastActiveAt) {

	/**
	 * Check what the record is made of.
	 * @param id the session id
	 * @param createdAt when a memory was first stored in it
	 * @param lastActiveAt when a memory was last stored in it or became active again
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public SessionInfo {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
		Objects.requireNonNull(lastActiveAt, "lastActiveAt must not be null");
	}

}
