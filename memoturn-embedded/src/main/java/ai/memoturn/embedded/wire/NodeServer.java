package ai.memoturn.embedded.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.memory.MemoryService;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The node's HTTP server. Holds its own threads, all of them daemons: an application that
 * embeds a node ends when it wants to.
 */
public final class NodeServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NodeServer.class);

	private static final int HEAD_LIMIT = 16 * 1024;

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	/** Beyond this an announced body is not taken off the wire to be polite. */
	private static final int POLITE_FACTOR = 4;

	private final Limits limits;

	private final Router router;

	private final HostPolicy hosts;

	private final ThreadPoolExecutor workers;

	private final LoopResources loops;

	private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private @Nullable DisposableServer server;

	private NodeServer(WireOptions options, List<Route> routes) {
		int processors = Runtime.getRuntime().availableProcessors();
		this.workers = newWorkers(2 * processors, options.maxConcurrency());
		this.loops = LoopResources.create("memoturn-node-http", processors, true);
		this.limits = Limits.of(options, this.workers);
		this.router = new Router(routes);
		this.hosts = new HostPolicy(options.allowedHosts());
	}

	private static ThreadPoolExecutor newWorkers(int threads, int queue) {
		AtomicInteger number = new AtomicInteger();
		ThreadPoolExecutor workers = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(queue), (task) -> {
					Thread thread = new Thread(task, "memoturn-node-worker-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		workers.allowCoreThreadTimeOut(true);
		return workers;
	}

	/**
	 * Start to serve.
	 * @param options how the node is reached and what it bears
	 * @param memory what the memory routes do
	 * @return the server, which accepts requests
	 * @throws RuntimeException if the address cannot be bound; nothing is left behind
	 * then
	 */
	public static NodeServer start(WireOptions options, MemoryService memory) {
		return start(options, new MemoryRoutes(memory).routes());
	}

	static NodeServer start(WireOptions options, List<Route> routes) {
		NodeServer server = new NodeServer(options, routes);
		try {
			server.bind(options);
			return server;
		}
		catch (ChannelBindException ex) {
			server.close();
			throw new UncheckedIOException(new IOException(ex.getMessage(), ex));
		}
		catch (Throwable ex) {
			server.close();
			throw ex;
		}
	}

	private void bind(WireOptions options) {
		long connections = Math.max(4096, 4L * options.maxConcurrency());
		this.server = HttpServer.create()
			.bindAddress(() -> new InetSocketAddress(options.host(), options.port()))
			.runOn(this.loops)
			.channelGroup(this.channels)
			.protocol(HttpProtocol.HTTP11)
			.maxConnections((int) Math.min(Integer.MAX_VALUE, connections))
			.httpRequestDecoder((decoder) -> decoder.maxHeaderSize(HEAD_LIMIT).maxInitialLineLength(HEAD_LIMIT))
			.doOnChannelInit((observer, channel, address) -> {
				ConnectionGuard.install(channel.pipeline(), options.requestTimeout());
				BodyEnd.install(channel.pipeline());
			})
			.handle(this::handle)
			.bindNow(STOP_LIMIT);
	}

	/**
	 * Return where the server listens.
	 * @return the address with the actual port
	 */
	public InetSocketAddress address() {
		if (this.server == null) {
			throw new IllegalStateException("the server is not bound");
		}
		return (InetSocketAddress) this.server.address();
	}

	private Mono<Void> handle(HttpServerRequest http, HttpServerResponse response) {
		HttpHeaders headers = http.requestHeaders();
		Reply refusal = Framing.check(http.version(), headers);
		if (refusal == null) {
			refusal = this.hosts.checkHost(headers);
		}
		if (refusal != null) {
			return send(http, response, refusal);
		}
		if (http.method().equals(HttpMethod.OPTIONS)) {
			return send(http, response, Reply.empty(200));
		}
		refusal = this.hosts.checkOrigin(headers);
		if (refusal != null) {
			return send(http, response, refusal);
		}
		Target target;
		try {
			target = Target.parse(http.uri());
		}
		catch (Target.BadTargetException ex) {
			return send(http, response, ex.reply());
		}
		Router.Match match = this.router.match(http.method(), target);
		Route route = match.route();
		refusal = (route != null) ? checkBody(route, headers) : match.refusal();
		if (route == null || refusal != null) {
			return send(http, response, (refusal != null) ? refusal : Reply.empty(404));
		}
		Request request = new Request(route, match.variables(), target.query(), headers);
		return Mono
			.<Reply>create((answer) -> http.withConnection(
					(connection) -> Exchange.start(this.limits, http, request, connection.channel(), answer)))
			.flatMap((reply) -> send(http, response, reply));
	}

	/** What can be said about a body before it is read: 415, then 413. */
	private @Nullable Reply checkBody(Route route, HttpHeaders headers) {
		if (route.body() == Route.Body.NONE) {
			return null;
		}
		if (!isJson(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
			return Reply.text(415, "Expected request with `Content-Type: application/json`");
		}
		String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			return Reply.text(415,
					"Expected request with `Content-Type: application/json` and without `Content-Encoding`");
		}
		long announced = Framing.contentLength(headers);
		long limit = this.limits.options().limit(route.limit());
		if (announced <= limit) {
			return null;
		}
		return (announced / POLITE_FACTOR > limit) ? Limits.tooLarge().closing() : Limits.tooLarge();
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		int parameters = contentType.indexOf(';');
		String type = ((parameters < 0) ? contentType : contentType.substring(0, parameters)).strip()
			.toLowerCase(Locale.ROOT);
		return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
	}

	private static Mono<Void> send(HttpServerRequest http, HttpServerResponse response, Reply reply) {
		response.status(reply.status());
		HttpHeaders headers = response.responseHeaders();
		if (reply.contentType() != null) {
			headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
		}
		if (reply.txid() != null) {
			headers.set("Memoturn-Txid", Long.toUnsignedString(reply.txid()));
		}
		if (reply.allow() != null) {
			headers.set(HttpHeaderNames.ALLOW, reply.allow());
		}
		if (reply.retryAfter()) {
			headers.set(HttpHeaderNames.RETRY_AFTER, "1");
		}
		if (reply.close()) {
			response.keepAlive(false);
		}
		if (reply.status() != 204) {
			headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
		}
		if (reply.body().length == 0 || http.method().equals(HttpMethod.HEAD)) {
			return response.send();
		}
		return response.sendObject(Unpooled.wrappedBuffer(reply.body())).then();
	}

	/**
	 * Stop accepting, let running requests finish for a bounded time, and end all
	 * threads. Does nothing the second time.
	 */
	@Override
	public void close() {
		DisposableServer running = this.server;
		if (running != null) {
			try {
				running.disposeNow(STOP_LIMIT);
			}
			catch (IllegalStateException ex) {
				logger.warn("Requests were still running after {}; their connections are closed", STOP_LIMIT);
			}
			this.channels.forEach(Channel::close);
		}
		this.workers.shutdown();
		try {
			if (!this.workers.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("Work was still running after {}; it is interrupted", STOP_LIMIT);
				this.workers.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.workers.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.loops.disposeLater(Duration.ZERO, STOP_LIMIT).block(STOP_LIMIT.plusSeconds(1));
	}

}
