package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.MemoturnCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials from {@code memoturn.*} and the URL from wherever the node is.
 */
class PropertiesMemoturnConnectionDetails implements MemoturnConnectionDetails {

	private final Supplier<URI> url;

	private final @Nullable MemoturnCredentials credentials;

	private final @Nullable String token;

	private final @Nullable String platformKey;

	/**
	 * Create the details of a node at a URL.
	 * @param prefix what the properties begin with
	 * @param properties the properties, with a URL
	 * @throws MemoturnConfigurationException if URL or credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(String prefix, ClientProperties properties) {
		this(prefix, properties, remote(prefix, properties.getUrl()), null);
	}

	/**
	 * Create the details of a node elsewhere.
	 * @param prefix what the properties begin with
	 * @param properties the properties
	 * @param url finds out where the node is
	 * @param credentials supplies credentials in place of those of the properties
	 * @throws MemoturnConfigurationException if the credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(String prefix, ClientProperties properties, Supplier<URI> url,
			@Nullable MemoturnCredentials credentials) {
		this.credentials = credentials;
		this.url = url;
		this.token = properties.getToken();
		this.platformKey = properties.getPlatformKey();
		check(prefix + ".token", this.token, MemoturnClient.builder()::token);
		check(prefix + ".platform-key", this.platformKey, MemoturnClient.builder()::platformKey);
	}

	private static Supplier<URI> remote(String prefix, @Nullable String value) {
		String url = (value != null) ? value : "";
		check(prefix + ".url", url, MemoturnClient.builder()::url);
		URI uri = URI.create(url);
		return () -> uri;
	}

	// Asks the client, which knows the rules and shows no value; Boot's own exception for
	// invalid properties would show it.
	private static void check(String property, @Nullable String value, Consumer<String> rules) {
		if (value == null) {
			return;
		}
		try {
			rules.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw new MemoturnConfigurationException(property + " cannot be used: " + ex.getMessage() + ".",
					"Correct " + property + ", or remove it. An environment variable or a file that it is read from "
							+ "may be empty, or end with a line break.");
		}
	}

	@Override
	public URI getUrl() {
		return this.url.get();
	}

	@Override
	public @Nullable String getToken() {
		return this.token;
	}

	@Override
	public @Nullable String getPlatformKey() {
		return this.platformKey;
	}

	@Override
	public @Nullable MemoturnCredentials getCredentials() {
		return this.credentials;
	}

}
