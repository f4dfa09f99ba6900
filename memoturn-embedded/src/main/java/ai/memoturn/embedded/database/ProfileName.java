package ai.memoturn.embedded.database;

import org.jspecify.annotations.Nullable;

/**
 * The namespace and the profile whose memories a database holds. Both follow the
 * {@linkplain NameRule rule}, so that a database's name has one reading at most.
 *
 * @param namespace the namespace
 * @param profile the profile within it
 */
public record ProfileName(String namespace, String profile) {

	/**
	 * Take the name of a database apart.
	 * @param database the name
	 * @return its parts, or {@code null} if it is a plain database
	 */
	public static @Nullable ProfileName ofDatabase(String database) {
		int end = database.indexOf(NameRule.SEPARATOR);
		if (end < 0) {
			return null;
		}
		String namespace = database.substring(0, end);
		String profile = database.substring(end + NameRule.SEPARATOR.length());
		return (NameRule.accepts(namespace) && NameRule.accepts(profile)) ? new ProfileName(namespace, profile) : null;
	}

	/**
	 * Return the name of the database.
	 * @return namespace and profile with two hyphens between them
	 */
	public String database() {
		return this.namespace + NameRule.SEPARATOR + this.profile;
	}

}
