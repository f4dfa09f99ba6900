package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
import org.springframework.boot.context.properties.PropertyMapper;
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
		PropertyMapper map = PropertyMapper.get();
		TokenSource tokens = details.getTokenSource();
		if (tokens != null) {
			builder.tokens(tokens).platformKeys(details::getPlatformKey);
		}
		else {
			map.from(details::getToken).to(builder::token);
			map.from(details::getPlatformKey).to(builder::platformKey);
		}
		map.from(properties::getSource).to(naming(prefix + ".source", builder::source));
		map.from(properties::getTotalTimeout).to(naming(prefix + ".total-timeout", builder::totalTimeout));
		layer(properties.getConnectTimeout(), this.defaults.connectTimeout(), properties.getTotalTimeout(),
				naming(prefix + ".connect-timeout", builder::connectTimeout));
		layer(properties.getResponseTimeout(), this.defaults.readTimeout(), properties.getTotalTimeout(),
				naming(prefix + ".response-timeout", builder::responseTimeout));
		map.from(properties::getMaxConnections).to(naming(prefix + ".max-connections", builder::maxConnections));
		map.from(properties::getMaxWaitingCalls).to(naming(prefix + ".max-waiting-calls", builder::maxWaitingCalls));
		map.from(properties::getMaxIdleTime).to(naming(prefix + ".max-idle-time", builder::maxIdleTime));
		map.from(properties::getMaxResponseSize)
			.to(naming(prefix + ".max-response-size", (size) -> builder.maxResponseSize(bytes(size))));
		builder.retry(retry(prefix + ".retry", properties.getRetry()));
		ClientProperties.ReadYourWrites readYourWrites = properties.getReadYourWrites();
		map.from((readYourWrites.isEnabled()) ? readYourWrites.getTimeToLive() : Duration.ZERO)
			.to(naming(prefix + ".read-your-writes.time-to-live", builder::readYourWrites));
		this.observations.applyTo(builder);
		map.from(minting(prefix + ".tokens", properties.getTokens(), details)).to(builder::mintTokens);
		map.from(sslBundle(prefix, properties, details)).to((bundle) -> tls(builder, bundle));
		this.customizers.forEach((customizer) -> customizer.customize(name, builder));
		this.details.put(name, details);
		try {
			return builder.build();
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

	private static RetrySettings retry(String prefix, ClientProperties.Retry properties) {
		if (!properties.isEnabled()) {
			return RetrySettings.off();
		}
		RetrySettings[] settings = { RetrySettings.defaults() };
		PropertyMapper map = PropertyMapper.get();
		map.from(properties::getMaxAttempts)
			.to(naming(prefix + ".max-attempts", (value) -> settings[0] = settings[0].maxAttempts(value)));
		map.from(properties::getInitialInterval)
			.to(naming(prefix + ".initial-interval", (value) -> settings[0] = settings[0].initialInterval(value)));
		map.from(properties::getMultiplier)
			.to(naming(prefix + ".multiplier", (value) -> settings[0] = settings[0].multiplier(value)));
		map.from(properties::getMaxInterval)
			.to(naming(prefix + ".max-interval", (value) -> settings[0] = settings[0].maxInterval(value)));
		map.from(properties::getMaxRetryAfter)
			.to(naming(prefix + ".max-retry-after", (value) -> settings[0] = settings[0].maxRetryAfter(value)));
		map.from(properties::getBudget)
			.to(naming(prefix + ".budget", (value) -> settings[0] = settings[0].budget(value)));
		return settings[0];
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
	private static void layer(@Nullable Duration own, @Nullable Duration ofAll, @Nullable Duration total,
			Consumer<Duration> setter) {
		Duration limit = (total != null) ? total : TOTAL_TIMEOUT;
		if (own != null) {
			setter.accept(own);
		}
		else if (ofAll != null && !ofAll.isZero() && !ofAll.isNegative()) {
			setter.accept((ofAll.compareTo(limit) < 0) ? ofAll : limit);
		}
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
	static <T> Consumer<T> naming(String property, Consumer<T> setter) {
		return (value) -> named(property, value, (given) -> {
			setter.accept(given);
			return given;
		});
	}

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
				this.registry.ifUnique(builder::observationRegistry);
				this.convention.ifUnique(builder::observationConvention);
			}
		}

	}

}
