package ai.memoturn.embedded.database;

/**
 * How the routes of one database name it: {@code name} or {@code name@branch}. Not
 * checked: what does not exist is found out by looking it up.
 *
 * @param name the database's name
 * @param branch the branch's name, {@code main} unless the spec says otherwise
 */
public record DatabaseSpec(String name, String branch) {

	/**
	 * Take a spec apart at its first {@code @}.
	 * @param spec the spec, decoded
	 * @return its parts; the branch is empty, and thus none, after a trailing {@code @}
	 */
	public static DatabaseSpec parse(String spec) {
		int at = spec.indexOf('@');
		return (at < 0) ? new DatabaseSpec(spec, "main")
				: new DatabaseSpec(spec.substring(0, at), spec.substring(at + 1));
	}

}
