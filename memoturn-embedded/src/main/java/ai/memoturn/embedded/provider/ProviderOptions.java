package ai.memoturn.embedded.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached over HTTP. Does not change; what is not set has the default
 * of the provider.
 */
public final class ProviderOptions {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

	private final String apiKey;

	private final @Nullable String model;

	private final @Nullable URI baseUrl;

	private final Set<String> selfHostedHosts;

	private final Duration timeout;

	private ProviderOptions(String apiKey, @Nullable String model, @Nullable URI baseUrl, Set<String> selfHostedHosts,
			Duration timeout) {
		this.apiKey = apiKey;
		this.model = model;
		this.baseUrl = baseUrl;
		this.selfHostedHosts = selfHostedHosts;
		this.timeout = timeout;
	}

	/**
	 * Create options with a key.
	 * @param apiKey the key that the provider asks for: printable ASCII characters
	 * without blanks; it is shown nowhere
	 * @return the options
	 * @throws BadProviderOptionException if the key cannot travel in a header
	 */
	public static ProviderOptions of(String apiKey) {
		if (apiKey.isEmpty() || !apiKey.chars().allMatch((c) -> c > ' ' && c < 0x7f)) {
			throw new BadProviderOptionException("apiKey",
					"must not be empty or hold blanks, line breaks, control or non-ASCII characters "
							+ "(its value is not shown)");
		}
		return new ProviderOptions(apiKey, null, null, Set.of(), DEFAULT_TIMEOUT);
	}

	/**
	 * Set the model.
	 * @param name its name with the provider
	 * @return options with it
	 * @throws BadProviderOptionException if it is blank
	 */
	public ProviderOptions withModel(String name) {
		if (name.isBlank()) {
			throw new BadProviderOptionException("model", "must not be blank; leave it out for the provider's default");
		}
		return new ProviderOptions(this.apiKey, name, this.baseUrl, this.selfHostedHosts, this.timeout);
	}

	/**
	 * Set where the provider is, for another that speaks the same protocol.
	 * @param address an {@code http} or {@code https} address, with or without
	 * {@code /v1} at its end
	 * @return options with it
	 * @throws BadProviderOptionException if it is no such address, or holds credentials,
	 * a query or a fragment
	 */
	public ProviderOptions withBaseUrl(String address) {
		return new ProviderOptions(this.apiKey, this.model, base(address), this.selfHostedHosts, this.timeout);
	}

	/**
	 * Set which hosts are in the hands of those who run the node, besides those that are
	 * evidently so: loopback, private and link-local addresses, {@code localhost}, names
	 * without a dot and names that end in {@code .internal} or
	 * {@code .svc.cluster.local}.
	 * @param hosts host names or addresses as they stand in base URLs, in any case
	 * @return options with them
	 */
	public ProviderOptions withSelfHostedHosts(Collection<String> hosts) {
		return new ProviderOptions(this.apiKey, this.model, this.baseUrl,
				hosts.stream()
					.map(SelfHosted::normalize)
					.filter((host) -> !host.isEmpty())
					.collect(Collectors.toUnmodifiableSet()),
				this.timeout);
	}

	/**
	 * Set how long a call may take as a whole, one minute by default. A node waits no
	 * longer than its own limits let it.
	 * @param limit from a millisecond to an hour
	 * @return options with it
	 * @throws BadProviderOptionException if it is out of range
	 */
	public ProviderOptions withTimeout(Duration limit) {
		if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofHours(1)) > 0) {
			throw new BadProviderOptionException("timeout", "must be from a millisecond to an hour, not " + limit);
		}
		return new ProviderOptions(this.apiKey, this.model, this.baseUrl, this.selfHostedHosts, limit);
	}

	private static URI base(String address) {
		try {
			URI url = new URI(address.strip());
			String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
			if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))
					|| url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
				throw notAnAddress();
			}
			String path = url.getRawPath().replaceFirst("/+$", "").replaceFirst("/v1$", "");
			return new URI(scheme + "://" + url.getRawAuthority() + path);
		}
		catch (URISyntaxException ex) {
			throw notAnAddress();
		}
	}

	/** The value is not repeated: somebody may have put a key into it. */
	private static BadProviderOptionException notAnAddress() {
		return new BadProviderOptionException("baseUrl",
				"is not a plain http or https address; write for example https://models.example.com/v1, "
						+ "without credentials, query and fragment");
	}

	String apiKey() {
		return this.apiKey;
	}

	Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return the address of an operation.
	 * @param defaultBase what holds where no base URL is set
	 * @param operation the path from {@code /v1} on
	 */
	URI address(String defaultBase, String operation) {
		return URI.create(((this.baseUrl != null) ? this.baseUrl : defaultBase) + operation);
	}

	/**
	 * Return what the audit stream tells of it.
	 * @param provider who serves it unless a base URL says otherwise
	 * @param defaultModel what holds where no model is set
	 */
	ModelEndpoint endpoint(String provider, String defaultModel, URI address) {
		String host = SelfHosted.normalize(address.getHost());
		return new ModelEndpoint(provider, (this.model != null) ? this.model : defaultModel, host,
				this.baseUrl != null && SelfHosted.test(host, this.selfHostedHosts));
	}

	@Override
	public String toString() {
		return "ProviderOptions[model=" + this.model + ", baseUrl=" + this.baseUrl + ", selfHostedHosts="
				+ this.selfHostedHosts + ", timeout=" + this.timeout + "]";
	}

}
