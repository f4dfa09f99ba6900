package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.MemoturnCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Takes URL and credentials from {@link MemoturnProperties}, or from the node where that
 * knows better.
 */
class PropertiesMemoturnConnectionDetails implements MemoturnConnectionDetails {

	private final Supplier<URI> url;

	private final @Nullable MemoturnCredentials credentials;

	private final @Nullable String token;

	private final @Nullable String platformKey;

	/**
	 * Create the details of a node at a URL.
	 * @param properties the properties, with a URL
	 * @throws MemoturnConfigurationException if URL or credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(MemoturnProperties properties) {
		this(properties, remote(properties.getUrl()), null);
	}

	/**
	 * Create the details of a node elsewhere.
	 * @param properties the properties
	 * @param url finds out where the node is
	 * @param credentials supplies credentials in place of those of the properties
	 * @throws MemoturnConfigurationException if the credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(MemoturnProperties properties, Supplier<URI> url,
			@Nullable MemoturnCredentials credentials) {
		this.url = url;
		this.credentials = credentials;
		this.token = properties.getToken();
		this.platformKey = properties.getPlatformKey();
		check("memoturn.token", this.token, MemoturnClient.builder()::token);
		check("memoturn.platform-key", this.platformKey, MemoturnClient.builder()::platformKey);
	}

	private static Supplier<URI> remote(@Nullable String value) {
		String url = (value != null) ? value : "";
		check("memoturn.url", url, MemoturnClient.builder()::url);
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
