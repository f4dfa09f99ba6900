package ai.memoturn.client.memory;

import java.time.Instant;

/**
 * One profile of a namespace. New components may be added: read it, do not construct it.
 *
 * @param profile the profile's name
 * @param createdAt when it was registered
 */
public record ProfileInfo(String profile, Instant createdAt) {
}
