package ai.memoturn.boot.scope;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Whose memories a call addresses, as the application knows them.
 *
 * @param namespace the namespace, or {@code null} for the one of the application
 * ({@code memoturn.namespace})
 * @param profile who it is, for example the name of the signed-in user; any text, from
 * which the {@link ProfileNameEncoding} makes the profile's name
 * @param branch the branch, or {@code null} for the main one
 * @param stored whether {@code profile} is the profile's name already, as the node tells
 * it, so that nothing is to be made of it
 */
public record MemoryScope(@Nullable String namespace, String profile, @Nullable String branch, boolean stored) {

	public MemoryScope {
		Objects.requireNonNull(profile, "profile must not be null");
	}

	/**
	 * Create a scope of somebody as the application knows them.
	 * @param namespace the namespace, or {@code null} for the one of the application
	 * @param profile who it is
	 * @param branch the branch, or {@code null} for the main one
	 */
	public MemoryScope(@Nullable String namespace, String profile, @Nullable String branch) {
		this(namespace, profile, branch, false);
	}

	/**
	 * Return the scope of a profile by the name that the node tells it by, in audit
	 * events and lists of profiles: with hashed names a digest, which does not say whose
	 * profile it is. Never make one of what a caller says: whoever knows a digest would
	 * read the memories behind it.
	 * @param namespace the namespace, or {@code null} for the one of the application
	 * @param profile the name of the profile
	 * @return the scope, on the main branch
	 */
	public static MemoryScope ofStored(@Nullable String namespace, String profile) {
		return new MemoryScope(namespace, profile, null, true);
	}

	/**
	 * Return this scope on a branch.
	 * @param branch the branch, or {@code null} for the main one
	 * @return the scope
	 */
	public MemoryScope onBranch(@Nullable String branch) {
		return new MemoryScope(this.namespace, this.profile, branch, this.stored);
	}

	/**
	 * Return the scope of somebody in the application's namespace, on the main branch.
	 * @param profile who it is
	 * @return the scope
	 */
	public static MemoryScope of(String profile) {
		return new MemoryScope(null, profile, null);
	}

}
