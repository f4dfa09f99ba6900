package ai.memoturn.boot.test;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A server that knows one session of each profile, which is called like the profile that
 * the request addresses. Much faster than a node, for tests of many calls.
 */
public final class NamingServer implements AutoCloseable {

	private static final Pattern SESSIONS = Pattern.compile("/v1/memory/acme/([a-z0-9-]+)/sessions");

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> {
			Matcher path = SESSIONS.matcher(request.fullPath());
			return path.matches() ? response.header("Content-Type", "application/json").sendString(Mono.just("""
					{"sessions":[{"id":"%s","created_at":1,"last_active_at":1}],"txid":1}""".formatted(path.group(1))))
					: response.sendNotFound();
		})
		.bindNow(Duration.ofSeconds(10));

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.port());
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(10));
	}

}
