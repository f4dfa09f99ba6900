package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.MemoturnClient;

/**
 * Callback to change the client that is auto-configured. Beans of this type are called in
 * their order, after {@code memoturn.*} has been applied, so they have the last word.
 */
@FunctionalInterface
public interface MemoturnClientBuilderCustomizer {

	/**
	 * Customize the client.
	 * @param builder the builder of the client, everything configured
	 */
	void customize(MemoturnClient.Builder builder);

}
