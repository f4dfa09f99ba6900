package ai.memoturn.boot.autoconfigure;

import java.net.URI;

import ai.memoturn.client.MemoturnCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to reach a Memoturn node or cluster. Without a bean of this type they
 * come from {@code memoturn.*}, or from the embedded node.
 * <p>
 * Implementations hold secrets and must not print them.
 */
public interface MemoturnConnectionDetails extends ConnectionDetails {

	/**
	 * Return the base URL, without credentials. Asked again for every call of the client,
	 * so it may change, and it need not be known before the first one.
	 * @return the base URL, http or https
	 * @throws IllegalStateException if it is not known yet or not any more
	 */
	URI getUrl();

	/**
	 * Return the token that is sent with every call, unless the node gives out
	 * {@linkplain #getCredentials() credentials} itself.
	 * @return the token, or {@code null} for anonymous calls
	 */
	default @Nullable String getToken() {
		return null;
	}

	/**
	 * Return the platform key.
	 * @return the platform key, or {@code null} when the application has none
	 */
	default @Nullable String getPlatformKey() {
		return null;
	}

	/**
	 * Return whom to trust on https connections.
	 * @return the bundle, or {@code null} for what the properties say
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * Return where tokens and platform key come from, where they change or differ from
	 * call to call. Token and platform key are not used then.
	 * @return supplies them, or {@code null} where they stay the same
	 */
	default @Nullable MemoturnCredentials getCredentials() {
		return null;
	}

}
