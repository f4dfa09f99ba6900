package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials from {@code memoturn.*} and the URL from wherever the node is.
 */
class PropertiesMemoturnConnectionDetails implements MemoturnConnectionDetails {

	private final Supplier<URI> url;

	private final @Nullable TokenSource tokenSource;

	private final @Nullable String token;

	private final Supplier<@Nullable String> platformKey;

	/**
	 * Create the details of a node at a URL.
	 * @param prefix what the properties begin with
	 * @param properties the properties, with a URL
	 * @throws MemoturnConfigurationException if URL or credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(String prefix, ClientProperties properties) {
		this(prefix, properties, remote(prefix, properties.getUrl()), null, properties::getPlatformKey);
	}

	/**
	 * Create the details of a node elsewhere.
	 * @param prefix what the properties begin with
	 * @param properties the properties
	 * @param url finds out where the node is
	 * @param tokenSource finds tokens in place of that of the properties; {@code null}
	 * for none
	 * @param platformKey finds out the platform key
	 * @throws MemoturnConfigurationException if the credentials cannot be used
	 */
	PropertiesMemoturnConnectionDetails(String prefix, ClientProperties properties, Supplier<URI> url,
			@Nullable TokenSource tokenSource, Supplier<@Nullable String> platformKey) {
		this.tokenSource = tokenSource;
		this.platformKey = platformKey;
		this.url = url;
		this.token = properties.getToken();
		if (this.token != null) {
			check(prefix + ".token", this.token, MemoturnClient.builder()::token);
		}
		String configuredKey = properties.getPlatformKey();
		if (configuredKey != null) {
			check(prefix + ".platform-key", configuredKey, MemoturnClient.builder()::platformKey);
		}
	}

	private static Supplier<URI> remote(String prefix, @Nullable String value) {
		String url = (value != null) ? value : "";
		check(prefix + ".url", url, MemoturnClient.builder()::url);
		URI uri = URI.create(url);
		return () -> uri;
	}

	// Asks the client, which knows the rules and shows no value; Boot's own exception for
	// invalid properties would show it.
	private static void check(String property, String value, Consumer<String> rules) {
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
		return this.platformKey.get();
	}

	@Override
	public @Nullable TokenSource getTokenSource() {
		return this.tokenSource;
	}

}
