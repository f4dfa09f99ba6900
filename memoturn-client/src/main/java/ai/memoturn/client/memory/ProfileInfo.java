package ai.memoturn.client.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * One profile of a namespace. New components may be added: read it, do not construct it.
 *
 * @param profile the profile's name
 * @param createdAt when it was registered
 */
public record ProfileInfo(String profile, Instant createdAt) {

	/**
	 * Check what the record is made of.
	 * @param profile the profile's name
	 * @param createdAt when it was registered
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public ProfileInfo {
		Objects.requireNonNull(profile, "profile must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
	}

}
