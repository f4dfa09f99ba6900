package ai.memoturn.client.database;

import java.time.Instant;
import java.util.Objects;

/**
 * One database of a node. New components may be added: read it, do not construct it.
 *
 * @param name the name; that of a profile's database is {@code {namespace}--{profile}}
 * @param uuid 32 lower-case hexadecimal digits; another one when a database of the same
 * name is created again
 * @param createdAt when it was created
 */
public record DatabaseInfo(String name, String uuid, Instant createdAt) {

	/**
	 * Check what the record is made of.
	 * @param name the name
	 * @param uuid 32 lower-case hexadecimal digits
	 * @param createdAt when it was created
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public DatabaseInfo {
		Objects.requireNonNull(name, "name must not be null");
		Objects.requireNonNull(uuid, "uuid must not be null");
		Objects.requireNonNull(createdAt, "createdAt must not be null");
	}

}
