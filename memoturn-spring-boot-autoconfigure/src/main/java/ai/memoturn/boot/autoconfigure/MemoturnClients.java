package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import javax.net.ssl.SSLParameters;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.options.RetrySettings;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Builds clients from properties: their own first, then what the application has set for
 * all its HTTP clients, then the client's defaults; customizers last.
 */
class MemoturnClients {

	static final String DEFAULT = "default";

	private static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(30);

	private final HttpClientDefaults defaults;

	private final ObjectProvider<SslBundles> sslBundles;

	private final Observations observations;

	private final List<MemoturnClientBuilderCustomizer> customizers;

	private final Map<String, MemoturnConnectionDetails> details = new ConcurrentHashMap<>();

	MemoturnClients(HttpClientDefaults defaults, ObjectProvider<SslBundles> sslBundles, Observations observations,
			List<MemoturnClientBuilderCustomizer> customizers) {
		this.observations = observations;
		this.defaults = defaults;
		this.sslBundles = sslBundles;
		this.customizers = customizers;
	}

	/**
	 * Build a client.
	 * @param name its name
	 * @param prefix what its properties begin with
	 * @param properties its properties
	 * @param details where it connects, and as whom
	 * @return the client
	 */
	MemoturnClient build(String name, String prefix, ClientProperties properties, MemoturnConnectionDetails details) {
		MemoturnClient.Builder builder = MemoturnClient.builder().name(name).url(details::getUrl);
		credentials(details, builder);
		limits(prefix + ".", properties, builder);
		builder.retry(retry(prefix + ".retry.", properties.getRetry()));
		ClientProperties.ReadYourWrites readYourWrites = properties.getReadYourWrites();
		named(prefix + ".read-your-writes.time-to-live",
				(readYourWrites.isEnabled()) ? readYourWrites.getTimeToLive() : Duration.ZERO, builder::readYourWrites);
		this.observations.applyTo(builder);
		builder.mintTokens(minting(prefix + ".tokens", properties.getTokens(), details));
		SslBundle bundle = sslBundle(prefix, properties, details);
		if (bundle != null) {
			tls(builder, bundle);
		}
		for (MemoturnClientBuilderCustomizer customizer : this.customizers) {
			customizer.customize(name, builder);
		}
		this.details.put(name, details);
		try {
			MemoturnClient client = builder.build();
			return (properties.getDurability() == MemoturnDurability.DURABLE)
					? client.with((options) -> options.durable(true)) : client;
		}
		catch (IllegalArgumentException ex) {
			throw new MemoturnConfigurationException("The Memoturn client cannot be built: " + ex.getMessage() + ".",
					"Correct " + prefix + ".* or the MemoturnClientBuilderCustomizer beans.", ex);
		}
	}

	/**
	 * Return where a client connects now.
	 * @param name its name
	 * @return the URL without user info, query and fragment; {@code null} if no client of
	 * that name was built here
	 */
	@Nullable URI url(String name) {
		MemoturnConnectionDetails details = this.details.get(name);
		return (details != null) ? UriComponentsBuilder.fromUri(details.getUrl())
			.userInfo(null)
			.replaceQuery(null)
			.fragment(null)
			.build(true)
			.toUri() : null;
	}

	private static void credentials(MemoturnConnectionDetails details, MemoturnClient.Builder builder) {
		TokenSource tokens = details.getTokenSource();
		if (tokens != null) {
			builder.tokens(tokens).platformKeys(details::getPlatformKey);
		}
		else {
			builder.token(details.getToken()).platformKey(details.getPlatformKey());
		}
	}

	// Spelt out, because most of it is rarely set, and a reference to a setter costs as
	// much as a class when the application starts.
	private void limits(String prefix, ClientProperties properties, MemoturnClient.Builder builder) {
		String source = properties.getSource();
		if (source != null) {
			named(prefix + "source", source, builder::source);
		}
		Duration total = properties.getTotalTimeout();
		if (total != null) {
			named(prefix + "total-timeout", total, builder::totalTimeout);
		}
		Duration connect = layer(properties.getConnectTimeout(), this.defaults.connectTimeout(), total);
		if (connect != null) {
			named(prefix + "connect-timeout", connect, builder::connectTimeout);
		}
		Duration response = layer(properties.getResponseTimeout(), this.defaults.readTimeout(), total);
		if (response != null) {
			named(prefix + "response-timeout", response, builder::responseTimeout);
		}
		Integer maxConnections = properties.getMaxConnections();
		if (maxConnections != null) {
			named(prefix + "max-connections", maxConnections, builder::maxConnections);
		}
		Integer maxWaitingCalls = properties.getMaxWaitingCalls();
		if (maxWaitingCalls != null) {
			named(prefix + "max-waiting-calls", maxWaitingCalls, builder::maxWaitingCalls);
		}
		Duration maxIdleTime = properties.getMaxIdleTime();
		if (maxIdleTime != null) {
			named(prefix + "max-idle-time", maxIdleTime, builder::maxIdleTime);
		}
		DataSize maxResponseSize = properties.getMaxResponseSize();
		if (maxResponseSize != null) {
			named(prefix + "max-response-size", maxResponseSize, (size) -> builder.maxResponseSize(bytes(size)));
		}
	}

	private static RetrySettings retry(String prefix, ClientProperties.Retry retry) {
		if (!retry.isEnabled()) {
			return RetrySettings.off();
		}
		try {
			return new RetrySettings(retry.getMaxAttempts(), retry.getInitialInterval(), retry.getMultiplier(),
					retry.getMaxInterval(), retry.getMaxRetryAfter(), retry.getBudget());
		}
		catch (IllegalArgumentException ex) {
			// One by one, since together they do not tell which property it was.
			RetrySettings settings = RetrySettings.defaults();
			named(prefix + "max-attempts", retry.getMaxAttempts(), settings::maxAttempts);
			named(prefix + "initial-interval", retry.getInitialInterval(), settings::initialInterval);
			named(prefix + "multiplier", retry.getMultiplier(), settings::multiplier);
			named(prefix + "max-interval", retry.getMaxInterval(), settings::maxInterval);
			named(prefix + "max-retry-after", retry.getMaxRetryAfter(), settings::maxRetryAfter);
			named(prefix + "budget", retry.getBudget(), settings::budget);
			throw ex;
		}
	}

	private static @Nullable TokenMinting minting(String prefix, ClientProperties.Tokens properties,
			MemoturnConnectionDetails details) {
		if (properties.getMint() == ClientProperties.Tokens.Coverage.NONE) {
			return null;
		}
		if (details.getTokenSource() != null) {
			throw new MemoturnConfigurationException(
					prefix + ".mint is set, and the embedded node gives the application its tokens itself.",
					"Remove " + prefix + ".mint.");
		}
		if (details.getPlatformKey() == null || details.getToken() != null) {
			throw new MemoturnConfigurationException(
					prefix + ".mint is set, and there is "
							+ ((details.getToken() != null) ? "a token as well."
									: "no platform key to mint tokens with."),
					"Set the platform key and no token, or remove " + prefix + ".mint.");
		}
		TokenMinting minting = (properties.getMint() == ClientProperties.Tokens.Coverage.PROFILE)
				? TokenMinting.perProfile() : TokenMinting.perNamespace();
		Duration lifetime = properties.getLifetime();
		if (lifetime != null) {
			minting = named(prefix + ".lifetime", lifetime, minting::lifetime);
		}
		Integer maxCached = properties.getMaxCached();
		return (maxCached != null) ? named(prefix + ".max-cached", maxCached, minting::maxCached) : minting;
	}

	// What is set for all clients knows nothing of our total, so it is cut to it and not
	// refused; zero means no limit to some of them, and for us there is the total.
	private static @Nullable Duration layer(@Nullable Duration own, @Nullable Duration ofAll,
			@Nullable Duration total) {
		if (own != null || ofAll == null || ofAll.isZero() || ofAll.isNegative()) {
			return own;
		}
		Duration limit = (total != null) ? total : TOTAL_TIMEOUT;
		return (ofAll.compareTo(limit) < 0) ? ofAll : limit;
	}

	private @Nullable SslBundle sslBundle(String prefix, ClientProperties properties,
			MemoturnConnectionDetails details) {
		SslBundle given = details.getSslBundle();
		if (given != null) {
			return given;
		}
		String name = properties.getSsl().getBundle();
		if (name == null) {
			return this.defaults.sslBundle();
		}
		SslBundles bundles = this.sslBundles.getIfAvailable();
		try {
			if (bundles != null) {
				return bundles.getBundle(name);
			}
		}
		catch (NoSuchSslBundleException ex) {
			// Explained below, like an application that knows no bundles at all.
		}
		throw new MemoturnConfigurationException(
				prefix + ".ssl.bundle is '" + name + "', and there is no SSL bundle of that name.",
				"Define the bundle with spring.ssl.bundle.*, or correct the name.");
	}

	private static void tls(MemoturnClient.Builder builder, SslBundle bundle) {
		SSLParameters parameters = new SSLParameters();
		parameters.setCipherSuites(bundle.getOptions().getCiphers());
		parameters.setProtocols(bundle.getOptions().getEnabledProtocols());
		builder.tls(bundle.createSslContext(), parameters);
	}

	// The builder knows what is wrong with a value, but not by which property it came.
	static <T, R> R named(String property, T value, Function<T, R> setter) {
		try {
			return setter.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage());
		}
	}

	private static int bytes(DataSize size) {
		int bytes = (int) size.toBytes();
		if (bytes != size.toBytes()) {
			throw new IllegalArgumentException("must not exceed " + Integer.MAX_VALUE + " bytes");
		}
		return bytes;
	}

	/**
	 * Whom to tell of calls, if anybody.
	 *
	 * @param enabled whether anybody is to be told
	 * @param registry takes observations
	 * @param convention names them
	 */
	record Observations(boolean enabled, ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<MemoturnCallConvention> convention) {

		void applyTo(MemoturnClient.Builder builder) {
			if (this.enabled) {
				ObservationRegistry registry = this.registry.getIfUnique();
				if (registry != null) {
					builder.observationRegistry(registry);
				}
				builder.observationConvention(this.convention.getIfUnique());
			}
		}

	}

}
