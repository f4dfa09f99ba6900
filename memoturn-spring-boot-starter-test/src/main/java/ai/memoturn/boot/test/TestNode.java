package ai.memoturn.boot.test;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import ai.memoturn.client.credential.TokenRequest;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the node of a test's application, and connects to it. It asks for tokens, as nodes
 * in production do, and keeps its data in a directory that is deleted in the end.
 */
class TestNode implements MemoturnConnectionDetails, SmartLifecycle, DisposableBean {

	/** Before everything else, as the node of an application does. */
	static final int PHASE = Integer.MIN_VALUE;

	private volatile @Nullable EmbeddedNode node;

	@Override
	public URI getUrl() {
		return running().url();
	}

	@Override
	public @Nullable String getPlatformKey() {
		return running().platformKey().orElse(null);
	}

	@Override
	public TokenSource getTokenSource() {
		return (request) -> Mono.defer(() -> Mono.justOrEmpty(token(request)));
	}

	private Optional<String> token(TokenRequest request) {
		String database = request.database();
		String namespace = request.namespace();
		if (database != null) {
			return running().databaseToken(database);
		}
		return (namespace != null) ? running().namespaceToken(namespace) : Optional.empty();
	}

	Path directory() {
		return running().dataDirectory();
	}

	private EmbeddedNode running() {
		EmbeddedNode node = this.node;
		if (node == null) {
			throw new IllegalStateException("The node of the test runs once all beans are created, so constructors and "
					+ "@PostConstruct methods are too early to use memories, and after the context is closed it is "
					+ "too late");
		}
		return node;
	}

	@Override
	public void start() {
		this.node = EmbeddedNode.builder().temporary().port(0).auth(true).start();
	}

	@Override
	public void stop() {
		EmbeddedNode node = this.node;
		this.node = null;
		if (node != null) {
			node.close();
		}
	}

	// Also after a start of the application that failed half way.
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
		return PHASE;
	}

}
