package ai.memoturn.client.testing;

import java.net.URI;
import java.nio.file.Path;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.embedded.EmbeddedNode;

/**
 * A real node that asks for credentials, and whoever holds its platform key.
 */
public final class GuardedNode implements AutoCloseable {

	private final EmbeddedNode node;

	private final MemoturnClient operator;

	public GuardedNode(Path data) {
		this.node = EmbeddedNode.builder().dataDirectory(data).port(0).auth(true).controlRate(1_000).start();
		this.operator = MemoturnClient.builder().url(this.node.url()).platformKey(platformKey()).build();
	}

	public URI url() {
		return this.node.url();
	}

	public String platformKey() {
		return this.node.platformKey().orElseThrow();
	}

	public MemoturnClient operator() {
		return this.operator;
	}

	public String token(String namespace, TokenScope scope) {
		return this.operator.tokens().mintForNamespace(namespace, scope).value();
	}

	public MemoturnClient client(String token) {
		return MemoturnClient.builder().url(url()).token(token).build();
	}

	@Override
	public void close() {
		this.operator.close();
		this.node.close();
	}

}
