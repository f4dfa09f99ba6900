package ai.memoturn.client.operation;

import org.jspecify.annotations.Nullable;

/**
 * Names a database and one of its branches: {@code name} or {@code name@branch}. The
 * parts are as somebody gave them until {@link #checked()} has looked at them, so that a
 * reactive handle can be made of anything.
 *
 * @param name the database
 * @param branch the branch, {@code null} for the main one
 */
public record DatabaseSpec(String name, @Nullable String branch) {

	/** Between a database and its branch. */
	static final char SEPARATOR = '@';

	/** Between the namespace and the profile in the name of a profile's database. */
	static final String PROFILE_SEPARATOR = "--";

	/**
	 * Split a spec at its first {@code @}.
	 * @param spec the text
	 * @return the parts; with an {@code @} there is a branch, even if it is empty
	 */
	public static DatabaseSpec parse(@Nullable String spec) {
		String text = orEmpty(spec);
		int separator = text.indexOf(SEPARATOR);
		return (separator < 0) ? new DatabaseSpec(text, null)
				: new DatabaseSpec(text.substring(0, separator), text.substring(separator + 1));
	}

	/**
	 * Name the database of a profile.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @param branch the branch, {@code null} for the main one
	 * @return the spec
	 */
	public static DatabaseSpec ofProfile(@Nullable String namespace, @Nullable String profile,
			@Nullable String branch) {
		return new DatabaseSpec(orEmpty(namespace) + PROFILE_SEPARATOR + orEmpty(profile), branch);
	}

	public DatabaseSpec onBranch(@Nullable String branch) {
		return new DatabaseSpec(this.name, orEmpty(branch));
	}

	/**
	 * Check the names.
	 * @return this spec
	 * @throws IllegalArgumentException if no server can have such a database or branch
	 */
	public DatabaseSpec checked() {
		Checks.database("database", this.name);
		if (this.branch != null) {
			Checks.branch("branch", this.branch);
		}
		return this;
	}

	// Nothing given must fail when it is checked, not turn into the text "null" or the
	// main branch.
	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	/**
	 * Return the spec as it travels.
	 */
	@Override
	public String toString() {
		return (this.branch != null) ? this.name + SEPARATOR + this.branch : this.name;
	}

}
