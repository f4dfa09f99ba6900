package ai.memoturn.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import ai.memoturn.client.operation.BaseUrl;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credentials;
import ai.memoturn.client.operation.Transport;
import ai.memoturn.client.operation.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * The builder behind {@link MemoturnClient#builder()}.
 */
final class DefaultMemoturnClientBuilder implements MemoturnClient.Builder {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private @Nullable Supplier<URI> url;

	private @Nullable String token;

	private @Nullable String platformKey;

	private @Nullable MemoturnCredentials credentials;

	private @Nullable String source;

	private @Nullable Duration connectTimeout;

	private @Nullable Duration responseTimeout;

	private Duration totalTimeout = Duration.ofSeconds(30);

	private int maxConnections = 100;

	private int maxResponseSize = 16 * 1024 * 1024;

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
		this.credentials = null;
		return this;
	}

	@Override
	public MemoturnClient.Builder platformKey(@Nullable String platformKey) {
		this.platformKey = Credentials.check("platformKey", platformKey);
		this.credentials = null;
		return this;
	}

	@Override
	public MemoturnClient.Builder credentials(@Nullable MemoturnCredentials credentials) {
		this.credentials = credentials;
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
	public MemoturnClient.Builder maxResponseSize(int bytes) {
		this.maxResponseSize = Checks.positive("maxResponseSize", bytes);
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
		TransportSettings settings = new TransportSettings(this.url, resolvedCredentials(), connect, response,
				this.totalTimeout, this.maxConnections, this.maxResponseSize);
		return new DefaultMemoturnClient(new Transport(settings), this.source);
	}

	private Credentials resolvedCredentials() {
		MemoturnCredentials source = this.credentials;
		if (source == null) {
			return new Credentials(this.token, this.platformKey);
		}
		return new Credentials(source::databaseToken, source::namespaceToken, source::platformKey);
	}

	private static Duration min(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

}
