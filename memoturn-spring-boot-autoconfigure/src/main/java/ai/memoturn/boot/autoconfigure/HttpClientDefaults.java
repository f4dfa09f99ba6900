package ai.memoturn.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * What the application has set for all its HTTP clients, where it knows such settings.
 *
 * @param connectTimeout how long connecting may take
 * @param readTimeout how long a peer may be silent
 * @param sslBundle whom to trust on https connections
 */
record HttpClientDefaults(@Nullable Duration connectTimeout, @Nullable Duration readTimeout,
		@Nullable SslBundle sslBundle) {

	static final HttpClientDefaults NONE = new HttpClientDefaults(null, null, null);

}
