package ai.memoturn.embedded.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.access.AccessRequest;
import ai.memoturn.embedded.access.AccessRule;
import ai.memoturn.embedded.access.AccessTable;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.DateFormatter;
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

	private final AccessControl access;

	private final TokenBucket controlBudget;

	private final Workers workers;

	private final LoopResources loops;

	private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private @Nullable DisposableServer server;

	private NodeServer(WireOptions options, AccessControl access, List<Route> routes, LongSupplier nanoTime) {
		int processors = Runtime.getRuntime().availableProcessors();
		this.workers = new Workers(2 * processors, options.maxConcurrency(), options.maxWriters());
		this.loops = LoopResources.create("memoturn-node-http", processors, true);
		this.limits = Limits.of(options, this.workers);
		this.router = new Router(routes);
		this.hosts = new HostPolicy(options.allowedHosts());
		this.access = access;
		this.controlBudget = new TokenBucket(options.controlRate(), nanoTime);
	}

	/**
	 * Start to serve.
	 * @param options how the node is reached and what it bears
	 * @param services what the routes do
	 * @return the server, which accepts requests
	 * @throws RuntimeException if the address cannot be bound; nothing is left behind
	 * then
	 */
	public static NodeServer start(WireOptions options, NodeServices services) {
		return start(options, services.access(), routes(services), System::nanoTime);
	}

	static List<Route> routes(NodeServices services) {
		ErasureRoutes erasures = new ErasureRoutes(services.erasures(), services.audit());
		return guarded(Stream
			.of(new MemoryRoutes(services.memory(), services.policies(), services.audit(), erasures).routes(),
					erasures.routes(), new ModelRoutes(services.memory(), services.models(), services.audit()).routes(),
					new TranscriptRoutes(services.transcripts()).routes(), new SqlRoutes(services.sql()).routes(),
					new DatabaseRoutes(services.databases(), services.audit()).routes(),
					new TransferRoutes(services.memory().transfer(), services.audit()).routes(),
					new BranchRoutes(services.branches()).routes(), new KvRoutes(services.keys()).routes(),
					new VectorRoutes(services.vectors()).routes(), new DocumentRoutes(services.documents()).routes(),
					new TokenRoutes(services.access(), services.databases(), services.audit()).routes(),
					new PolicyRoutes(services.policies(), services.audit()).routes(),
					new AuditRoutes(services.auditStream(), InstantSource.system()).routes())
			.flatMap(List::stream)
			.toList());
	}

	/**
	 * Refuse routes that nobody has said who may use.
	 * @throws IllegalStateException if the table of access lacks one, or has it among the
	 * control routes and the route does not say so, or the other way round
	 */
	static List<Route> guarded(List<Route> routes) {
		for (Route route : routes) {
			AccessRule rule = AccessTable.rule(route.method().name(), route.segments());
			boolean control = rule == AccessRule.PLATFORM || rule == AccessRule.PLATFORM_OR_NAMESPACE_ADMIN;
			if (!AccessTable.knows(route.segments()) || control != route.control()) {
				throw new IllegalStateException(route.template() + " does not fit the table of access");
			}
		}
		return routes;
	}

	static NodeServer start(WireOptions options, List<Route> routes) {
		return start(options, routes, System::nanoTime);
	}

	static NodeServer start(WireOptions options, List<Route> routes, LongSupplier nanoTime) {
		return start(options, AccessControl.off(), routes, nanoTime);
	}

	private static NodeServer start(WireOptions options, AccessControl access, List<Route> routes,
			LongSupplier nanoTime) {
		NodeServer server = new NodeServer(options, access, routes, nanoTime);
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
		AccessRequest accessRequest = new AccessRequest(http.method().name(), target.rawSegments(), target.segments(),
				AccessRequest.bearer(headers.getAll(HttpHeaderNames.AUTHORIZATION)));
		Request request = new Request(this.router.match(http.method(), target), target, headers, this.access,
				accessRequest);
		return Mono
			.<Reply>create((answer) -> http.withConnection((connection) -> Exchange.start(this.limits, this::admit,
					http, request, connection.channel(), answer)))
			.flatMap((reply) -> send(http, response, reply));
	}

	/** Who it is comes first, so that strangers spend no budget and learn nothing. */
	private @Nullable Reply admit(Request request) {
		Route route = request.route();
		try {
			request.authorize();
			if (request.refusal() != null) {
				return request.refusal();
			}
			if (route.control() && !this.controlBudget.take()) {
				throw new Fault(FaultCode.OVERLOADED, "too many control requests; nothing was done, try again");
			}
			return checkBody(route, request.headers());
		}
		catch (Throwable ex) {
			return Failures.reply(ex, route);
		}
	}

	/** What can be said about a body before it is read: 415, then 413. */
	private @Nullable Reply checkBody(Route route, HttpHeaders headers) {
		if (route.body() == Route.Body.NONE) {
			return null;
		}
		Reply refusal = route.body().isJson() ? checkJson(headers) : null;
		if (refusal != null) {
			return refusal;
		}
		long announced = Framing.contentLength(headers);
		long limit = this.limits.options().limit(route.limit());
		if (announced <= limit) {
			return null;
		}
		return (announced / POLITE_FACTOR > limit) ? Limits.tooLarge().closing() : Limits.tooLarge();
	}

	private static @Nullable Reply checkJson(HttpHeaders headers) {
		if (!isJson(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
			return Reply.text(415, "Expected request with `Content-Type: application/json`");
		}
		String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			return Reply.text(415,
					"Expected request with `Content-Type: application/json` and without `Content-Encoding`");
		}
		return null;
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
		headers.set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
		if (reply.contentType() != null) {
			headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
		}
		if (reply.txid() != null) {
			headers.set("Memoturn-Txid", Long.toUnsignedString(reply.txid()));
		}
		if (reply.erasure() != null) {
			headers.set("Memoturn-Erasure-Id", reply.erasure());
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
		if (!this.workers.close(STOP_LIMIT)) {
			logger.warn("Work was still running after {}; it has been interrupted", STOP_LIMIT);
		}
		this.loops.disposeLater(Duration.ZERO, STOP_LIMIT).block(STOP_LIMIT.plusSeconds(1));
	}

}
