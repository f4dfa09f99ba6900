package ai.memoturn.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.operation.BaseUrl;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.ConnectionSettings;
import ai.memoturn.client.operation.Credentials;
import ai.memoturn.client.operation.TlsSettings;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.operation.TransportSettings;
import ai.memoturn.client.options.RetrySettings;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The builder behind {@link MemoturnClient#builder()}.
 */
final class DefaultMemoturnClientBuilder implements MemoturnClient.Builder {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final int WAITING_PER_CONNECTION = 10;

	private @Nullable Supplier<URI> url;

	private @Nullable String token;

	private @Nullable String platformKey;

	private @Nullable Supplier<@Nullable String> platformKeys;

	private @Nullable TokenSource tokens;

	private @Nullable TokenMinting minting;

	private @Nullable String source;

	private @Nullable Duration connectTimeout;

	private @Nullable Duration responseTimeout;

	private Duration totalTimeout = Duration.ofSeconds(30);

	private int maxConnections = 100;

	private @Nullable Integer maxWaitingCalls;

	// Shorter than what servers and the proxies before them keep an idle connection for.
	private Duration maxIdleTime = Duration.ofSeconds(15);

	private int maxResponseSize = 16 * 1024 * 1024;

	private @Nullable TlsSettings tls;

	private RetrySettings retry = RetrySettings.defaults();

	private Duration readYourWrites = Duration.ofSeconds(30);

	private String name = "default";

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable MemoturnCallConvention observationConvention;

	@Override
	public MemoturnClient.Builder url(String url) {
		URI base = BaseUrl.of(url);
		this.url = () -> base;
		return this;
	}

	@Override
	public MemoturnClient.Builder url(URI url) {
		URI base = BaseUrl.of(url);
		this.url = () -> base;
		return this;
	}

	@Override
	public MemoturnClient.Builder url(Supplier<URI> url) {
		this.url = Checks.notNull("url", url);
		return this;
	}

	@Override
	public MemoturnClient.Builder token(@Nullable String token) {
		this.token = Credentials.check("token", token);
		return this;
	}

	@Override
	public MemoturnClient.Builder platformKey(@Nullable String platformKey) {
		this.platformKey = Credentials.check("platformKey", platformKey);
		this.platformKeys = null;
		return this;
	}

	@Override
	public MemoturnClient.Builder platformKeys(Supplier<@Nullable String> platformKey) {
		this.platformKeys = Checks.notNull("platformKeys", platformKey);
		this.platformKey = null;
		return this;
	}

	@Override
	public MemoturnClient.Builder tokens(@Nullable TokenSource source) {
		this.tokens = source;
		return this;
	}

	@Override
	public MemoturnClient.Builder mintTokens(@Nullable TokenMinting minting) {
		this.minting = minting;
		return this;
	}

	@Override
	public MemoturnClient.Builder source(@Nullable String source) {
		this.source = Checks.wellFormed("source", source);
		return this;
	}

	@Override
	public MemoturnClient.Builder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = Checks.positive("connectTimeout", connectTimeout);
		return this;
	}

	@Override
	public MemoturnClient.Builder responseTimeout(Duration responseTimeout) {
		this.responseTimeout = Checks.positive("responseTimeout", responseTimeout);
		return this;
	}

	@Override
	public MemoturnClient.Builder totalTimeout(Duration totalTimeout) {
		this.totalTimeout = Checks.positive("totalTimeout", totalTimeout);
		return this;
	}

	@Override
	public MemoturnClient.Builder maxConnections(int maxConnections) {
		this.maxConnections = Checks.positive("maxConnections", maxConnections);
		return this;
	}

	@Override
	public MemoturnClient.Builder maxWaitingCalls(int maxWaitingCalls) {
		this.maxWaitingCalls = Checks.positive("maxWaitingCalls", maxWaitingCalls);
		return this;
	}

	@Override
	public MemoturnClient.Builder maxIdleTime(Duration maxIdleTime) {
		this.maxIdleTime = Checks.positive("maxIdleTime", maxIdleTime);
		return this;
	}

	@Override
	public MemoturnClient.Builder tls(SSLContext context, @Nullable SSLParameters parameters) {
		this.tls = new TlsSettings(Checks.notNull("context", context), parameters);
		return this;
	}

	@Override
	public MemoturnClient.Builder maxResponseSize(int bytes) {
		this.maxResponseSize = Checks.positive("maxResponseSize", bytes);
		return this;
	}

	@Override
	public MemoturnClient.Builder retry(RetrySettings retry) {
		this.retry = Checks.notNull("retry", retry);
		return this;
	}

	@Override
	public MemoturnClient.Builder readYourWrites(Duration life) {
		Checks.argument(!Checks.notNull("readYourWrites", life).isNegative(),
				() -> "readYourWrites must be zero or longer, but is " + life);
		this.readYourWrites = life;
		return this;
	}

	@Override
	public MemoturnClient.Builder name(String name) {
		this.name = Checks.notBlank("name", name);
		return this;
	}

	@Override
	public MemoturnClient.Builder observationRegistry(ObservationRegistry registry) {
		this.observationRegistry = Checks.notNull("observationRegistry", registry);
		return this;
	}

	@Override
	public MemoturnClient.Builder observationConvention(@Nullable MemoturnCallConvention convention) {
		this.observationConvention = convention;
		return this;
	}

	@Override
	public MemoturnClient build() {
		if (this.url == null) {
			throw new IllegalArgumentException(
					"url must be set, for example MemoturnClient.builder().url(\"http://127.0.0.1:8080\")");
		}
		Duration connect = (this.connectTimeout != null) ? this.connectTimeout
				: min(CONNECT_TIMEOUT, this.totalTimeout);
		Duration response = (this.responseTimeout != null) ? this.responseTimeout : this.totalTimeout;
		int waiting = (this.maxWaitingCalls != null) ? this.maxWaitingCalls
				: (int) Math.min(Integer.MAX_VALUE, (long) this.maxConnections * WAITING_PER_CONNECTION);
		TransportSettings settings = new TransportSettings(this.url, secrets(), connect, response, this.totalTimeout,
				this.maxConnections, this.maxResponseSize, new ConnectionSettings(waiting, this.maxIdleTime, this.tls),
				this.retry, this.readYourWrites,
				new TransportSettings.Observations(this.name, this.observationRegistry, this.observationConvention));
		return new DefaultMemoturnClient(new Transport(settings), this.source);
	}

	private Credentials secrets() {
		boolean single = (this.token == null || this.tokens == null)
				&& (this.minting == null || (this.token == null && this.tokens == null));
		Checks.argument(single, "only one of token, tokens and mintTokens may be set");
		Checks.argument(this.minting == null || this.platformKey != null || this.platformKeys != null,
				"mintTokens needs a platformKey to mint with");
		return new Credentials(this.token, this.platformKey, this.platformKeys, this.tokens, this.minting);
	}

	private static Duration min(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

}
