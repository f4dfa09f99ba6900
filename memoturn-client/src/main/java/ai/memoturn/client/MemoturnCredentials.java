package ai.memoturn.client;

import org.jspecify.annotations.Nullable;

/**
 * Supplies what calls are authorized with, asked on each of them. Called on the calling
 * or subscribing thread, so no method may block.
 */
public interface MemoturnCredentials {

	/**
	 * Return a token for calls on a database.
	 * @param database the database, without a branch; that of a profile is called
	 * {@code namespace--profile}
	 * @return the token, {@code null} to call anonymously
	 */
	@Nullable String databaseToken(String database);

	/**
	 * Return a token for calls on a whole namespace.
	 * @param namespace the namespace
	 * @return the token, {@code null} to call anonymously
	 */
	@Nullable String namespaceToken(String namespace);

	/**
	 * Return the platform key for control calls.
	 * @return the key, {@code null} to call anonymously
	 */
	@Nullable String platformKey();

}
