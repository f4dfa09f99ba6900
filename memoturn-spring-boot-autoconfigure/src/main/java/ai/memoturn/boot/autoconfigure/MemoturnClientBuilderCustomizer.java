package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.MemoturnClient;

/**
 * Callback to change the clients that are auto-configured. Beans of this type are called
 * in their order, after {@code memoturn.*} has been applied, so they have the last word.
 */
@FunctionalInterface
public interface MemoturnClientBuilderCustomizer {

	/**
	 * Customize a client.
	 * @param builder the builder of the client, everything configured
	 */
	void customize(MemoturnClient.Builder builder);

	/**
	 * Customize a client, knowing which. Calls {@link #customize(MemoturnClient.Builder)}
	 * unless overridden.
	 * @param name its name under {@code memoturn.clients}, or {@code default} for the
	 * client of {@code memoturn.url}
	 * @param builder the builder of the client, everything configured
	 */
	default void customize(String name, MemoturnClient.Builder builder) {
		customize(builder);
	}

}
