package ai.memoturn.boot.docker.compose;

import java.net.URI;

import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Connects to the service with the label
 * {@code org.springframework.boot.service-connection: memoturn}, whatever its image. The
 * port and the platform key come from the variables that the node itself is configured
 * with.
 */
class MemoturnDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<MemoturnConnectionDetails> {

	MemoturnDockerComposeConnectionDetailsFactory() {
		super("memoturn");
	}

	@Override
	protected MemoturnConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new MemoturnDockerComposeConnectionDetails(source.getRunningService());
	}

	/**
	 * Reaches the node through the port that Docker Compose publishes.
	 */
	static final class MemoturnDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements MemoturnConnectionDetails {

		private static final int DEFAULT_PORT = 8080;

		private final URI url;

		private final @Nullable String platformKey;

		private final @Nullable SslBundle sslBundle;

		MemoturnDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.sslBundle = getSslBundle(service);
			this.url = URI.create(((this.sslBundle != null) ? "https://" : "http://") + service.host() + ":"
					+ service.ports().get(port(service)));
			String platformKey = service.env().get("MEMOTURN_PLATFORM_KEY");
			this.platformKey = (StringUtils.hasText(platformKey)) ? platformKey : null;
		}

		private static int port(RunningService service) {
			String listen = service.env().get("MEMOTURN_LISTEN");
			if (!StringUtils.hasText(listen)) {
				return DEFAULT_PORT;
			}
			try {
				return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1).strip());
			}
			catch (NumberFormatException ex) {
				throw new IllegalStateException("MEMOTURN_LISTEN of the service '" + service.name()
						+ "' must be host:port, for example 0.0.0.0:8080, but was '" + listen + "'", ex);
			}
		}

		@Override
		public URI getUrl() {
			return this.url;
		}

		@Override
		public @Nullable String getPlatformKey() {
			return this.platformKey;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
