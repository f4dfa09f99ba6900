package ai.memoturn.boot.autoconfigure;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;

import ai.memoturn.client.credential.TokenRequest;
import ai.memoturn.embedded.Durability;
import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.NodeStartException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/**
 * Runs the embedded node as long as the application runs: it starts before everything
 * else that has a life cycle, web server and runners included, and stops after it. What
 * it asks for to do something, the application gets from it directly.
 */
class EmbeddedNodeLifecycle implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(EmbeddedNodeLifecycle.class);

	/** {@code null} if the data is temporary. */
	private final @Nullable Path dataDirectory;

	private final int port;

	private final Durability durability;

	private final MemoturnProperties.Embedded.History history;

	private final Duration maintenanceInterval;

	private final @Nullable Duration erasureGrace;

	private final boolean auth;

	private final @Nullable String platformKey;

	private final EmbeddedModels models;

	private volatile @Nullable EmbeddedNode node;

	private volatile boolean stopped;

	EmbeddedNodeLifecycle(MemoturnProperties memoturn, EmbeddedModels models) {
		MemoturnProperties.Embedded properties = memoturn.getEmbedded();
		this.auth = properties.isAuth();
		this.platformKey = memoturn.getPlatformKey();
		this.dataDirectory = (properties.isTemporary()) ? null : dataDirectory(properties.getDataDirectory());
		this.port = properties.getPort();
		this.durability = Durability.valueOf(properties.getDurability().name());
		this.history = properties.getHistory();
		this.maintenanceInterval = properties.getMaintenanceInterval();
		this.erasureGrace = properties.getErasureGrace();
		this.models = models;
	}

	private static Path dataDirectory(String value) {
		String property = "memoturn.embedded.data-directory";
		if (!StringUtils.hasText(value)) {
			throw new InvalidConfigurationPropertyValueException(property, value, "Must not be blank");
		}
		try {
			return Path.of(value).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, "Must be a path: " + ex.getReason());
		}
	}

	/**
	 * Return where the node listens.
	 * @return the base URL
	 * @throws IllegalStateException if the node does not run
	 */
	URI url() {
		return running().url();
	}

	/**
	 * Return a token of the node's own.
	 * @param request what it is needed for
	 * @return the token, empty if the node asks for none; fails if the node does not run
	 */
	Mono<String> token(TokenRequest request) {
		return Mono.defer(() -> {
			EmbeddedNode node = running();
			String database = request.database();
			String namespace = request.namespace();
			Optional<String> token = (database != null) ? node.databaseToken(database)
					: (namespace != null) ? node.namespaceToken(namespace) : Optional.empty();
			return Mono.justOrEmpty(token);
		});
	}

	/**
	 * Return the platform key of the node.
	 * @return the key, {@code null} if the node asks for none
	 * @throws IllegalStateException if the node does not run
	 */
	@Nullable String platformKey() {
		return running().platformKey().orElse(null);
	}

	/**
	 * Return the key that verifies what the node signs.
	 * @return the key
	 * @throws IllegalStateException if the node does not run, or signs nothing
	 */
	PublicKey publicKey() {
		return running().publicKey()
			.orElseThrow(() -> new IllegalStateException(
					"The embedded Memoturn node signs no receipts, because memoturn.embedded.auth is false"));
	}

	private EmbeddedNode running() {
		EmbeddedNode node = this.node;
		if (node == null) {
			throw new IllegalStateException((this.stopped)
					? "The embedded Memoturn node has been stopped with the application's life cycle"
					: "The embedded Memoturn node has not been started yet. It starts once all beans are created and "
							+ "before runners and web server, so constructors and @PostConstruct methods are too early "
							+ "to use memories; do it in an ApplicationRunner or on ApplicationReadyEvent");
		}
		return node;
	}

	@Override
	public void start() {
		try {
			EmbeddedNode.Builder builder = EmbeddedNode.builder()
				.port(this.port)
				.durability(this.durability)
				.historyRetention(this.history.getRetention())
				.historySnapshotRetention(this.history.getSnapshotRetention())
				.historyMaxBytes(this.history.getMaxSize().toBytes())
				.maintenanceInterval(this.maintenanceInterval)
				.auth(this.auth);
			if (this.dataDirectory != null) {
				builder.dataDirectory(this.dataDirectory);
			}
			else {
				builder.temporary();
			}
			if (this.erasureGrace != null) {
				builder.erasureGrace(this.erasureGrace);
			}
			if (this.platformKey != null) {
				builder.platformKey(this.platformKey);
			}
			// Not before, so that a model of the application may use memories itself.
			this.models.apply(builder);
			EmbeddedNode node = builder.start();
			this.node = node;
			this.stopped = false;
			logger.info("Memoturn: embedded node at " + node.url() + ", data in " + node.dataDirectory()
					+ ((this.dataDirectory == null) ? ", which is deleted in the end" : ""));
		}
		catch (NodeStartException ex) {
			throw failure(ex);
		}
	}

	private MemoturnConfigurationException failure(NodeStartException ex) {
		String subject = switch (String.valueOf(ex.option())) {
			case "dataDirectory" ->
				(this.dataDirectory != null) ? "memoturn.embedded.data-directory (" + this.dataDirectory + "): "
						: "memoturn.embedded.temporary: ";
			case "port" -> "memoturn.embedded.port (" + this.port + "): ";
			case "historyRetention" -> "memoturn.embedded.history.retention: ";
			case "historySnapshotRetention" -> "memoturn.embedded.history.snapshot-retention: ";
			case "historyMaxBytes" -> "memoturn.embedded.history.max-size: ";
			case "maintenanceInterval" -> "memoturn.embedded.maintenance-interval: ";
			case "erasureGrace" -> "memoturn.embedded.erasure-grace: ";
			case "platformKey" -> "memoturn.platform-key: ";
			default -> "";
		};
		return new MemoturnConfigurationException(
				"The embedded Memoturn node could not be started. " + subject + ex.problem(),
				"Correct memoturn.embedded.*, or set memoturn.url to use a node elsewhere.", ex);
	}

	@Override
	public void stop() {
		EmbeddedNode node = this.node;
		this.stopped = true;
		this.node = null;
		if (node != null) {
			node.close();
		}
	}

	@Override
	public void stop(Runnable callback) {
		try {
			stop();
		}
		finally {
			callback.run();
		}
	}

	/**
	 * Stop a node that is still running although nothing stopped the life cycle, as after
	 * a start that failed half way.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.node != null;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
