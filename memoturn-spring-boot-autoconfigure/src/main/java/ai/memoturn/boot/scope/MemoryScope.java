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
 */
public record MemoryScope(@Nullable String namespace, String profile, @Nullable String branch) {

	public MemoryScope {
		Objects.requireNonNull(profile, "profile must not be null");
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
