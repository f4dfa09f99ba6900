package ai.memoturn.boot.testcontainers;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A Memoturn node in a container. There is no default image: any will do whose node
 * listens on port 8080 of all addresses and is configured with the variables of the
 * protocol. Annotated with
 * {@link org.springframework.boot.testcontainers.service.connection.ServiceConnection @ServiceConnection},
 * it is what the application connects to:
 *
 * <pre class="code">
 * &#064;Bean
 * &#064;ServiceConnection
 * MemoturnContainer memoturn() {
 *     return new MemoturnContainer("registry.example.com/memoturn:1.0");
 * }
 * </pre>
 *
 * Counts as started once the node answers on {@code /health}. Anybody may call the node
 * unless there is a {@linkplain #withPlatformKey(String) platform key}.
 */
public class MemoturnContainer extends GenericContainer<MemoturnContainer> {

	/** The port of the node within the container. */
	public static final int PORT = 8080;

	private @Nullable String platformKey;

	/**
	 * Create a container.
	 * @param image name of the image, with a tag
	 */
	public MemoturnContainer(String image) {
		this(DockerImageName.parse(image));
	}

	/**
	 * Create a container.
	 * @param image name of the image
	 */
	@SuppressWarnings("this-escape")
	public MemoturnContainer(DockerImageName image) {
		super(image);
		withExposedPorts(PORT);
		waitingFor(Wait.forHttp("/health").forPort(PORT).forStatusCode(200));
	}

	/**
	 * Have the node ask for tokens, and accept them from whoever has the key. An
	 * application that connects with {@code @ServiceConnection} gets the key, and mints
	 * its tokens with it if {@code memoturn.tokens.mint} says so.
	 * @param key the platform key; not blank
	 * @return this container
	 * @throws IllegalArgumentException if the key is blank
	 */
	public MemoturnContainer withPlatformKey(String key) {
		if (key.isBlank()) {
			throw new IllegalArgumentException("key must not be blank");
		}
		this.platformKey = key;
		return withEnv("MEMOTURN_AUTH", "on").withEnv("MEMOTURN_PLATFORM_KEY", key);
	}

	/**
	 * Return the platform key.
	 * @return the key, or {@code null} if the node asks for no tokens
	 */
	public @Nullable String getPlatformKey() {
		return this.platformKey;
	}

	/**
	 * Return where the node is reached from outside the container.
	 * @return the base URL
	 * @throws IllegalStateException if the container does not run
	 */
	public URI getUrl() {
		return URI.create("http://" + getHost() + ":" + getMappedPort(PORT));
	}

}
