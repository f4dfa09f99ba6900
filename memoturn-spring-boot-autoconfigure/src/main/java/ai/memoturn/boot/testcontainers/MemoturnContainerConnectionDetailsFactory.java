package ai.memoturn.boot.testcontainers;

import java.net.URI;

import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Connects to a {@link MemoturnContainer} that is annotated with
 * {@link org.springframework.boot.testcontainers.service.connection.ServiceConnection @ServiceConnection}.
 */
class MemoturnContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<MemoturnContainer, MemoturnConnectionDetails> {

	@Override
	protected MemoturnConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<MemoturnContainer> source) {
		return new MemoturnContainerConnectionDetails(source);
	}

	/**
	 * Asks the container anew each time: it may have been started again on another port.
	 */
	private static final class MemoturnContainerConnectionDetails extends ContainerConnectionDetails<MemoturnContainer>
			implements MemoturnConnectionDetails {

		MemoturnContainerConnectionDetails(ContainerConnectionSource<MemoturnContainer> source) {
			super(source);
		}

		@Override
		public URI getUrl() {
			URI url = getContainer().getUrl();
			return (getSslBundle() != null) ? URI.create("https://" + url.getAuthority()) : url;
		}

		@Override
		public @Nullable String getPlatformKey() {
			return getContainer().getPlatformKey();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
