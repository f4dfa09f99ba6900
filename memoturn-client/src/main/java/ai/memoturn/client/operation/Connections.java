package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

import org.springframework.core.codec.ByteArrayDecoder;
import org.springframework.core.codec.ByteArrayEncoder;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Connections, threads and name resolver of one client. None is shared with the
 * application, whose other clients can then neither starve nor close them.
 */
final class Connections implements AutoCloseable {

	// Not zero: a connection that is just being made would else outlive its event loop.
	private static final Duration QUIET_PERIOD = Duration.ofMillis(10);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

	private final AtomicInteger open = new AtomicInteger();

	private final ConnectionProvider provider;

	private final LoopResources loops;

	private final DnsAddressResolverGroup resolver;

	private final WebClient webClient;

	Connections(TransportSettings settings) {
		this.provider = ConnectionProvider.builder("memoturn-client")
			.maxConnections(settings.maxConnections())
			.pendingAcquireMaxCount(settings.connection().maxWaiting())
			// Before the total limit, so that a full pool is told from a slow node.
			.pendingAcquireTimeout(settings.totalTimeout().dividedBy(2))
			.maxIdleTime(settings.connection().maxIdle())
			.lifo()
			.build();
		this.loops = LoopResources.create("memoturn-client", LoopResources.DEFAULT_IO_WORKER_COUNT, true);
		this.resolver = NameResolverProvider.builder()
			.queryTimeout(settings.connectTimeout())
			.build()
			.newNameResolverGroup(this.loops, LoopResources.DEFAULT_NATIVE);
		HttpClient httpClient = HttpClient.create(this.provider)
			// Before runOn, which would else keep a resolver of ours in a static cache.
			.resolver(this.resolver)
			.runOn(this.loops)
			.protocol(HttpProtocol.HTTP11)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(settings.connectTimeout()))
			.followRedirect(false)
			.disableRetry(true)
			.doOnChannelInit((observer, channel, address) -> count(channel))
			.compress(true);
		if (settings.limitsSilence()) {
			httpClient = httpClient.responseTimeout(settings.responseTimeout());
		}
		this.webClient = webClient(secure(httpClient, settings.connection().tls()), settings.maxResponseSize());
	}

	private static HttpClient secure(HttpClient httpClient, @Nullable TlsSettings tls) {
		if (tls == null) {
			return httpClient;
		}
		SslContext context = tls.nettyContext();
		return httpClient.secure((spec) -> spec.sslContext(context).handlerConfigurator(TlsSettings::checkPeerName));
	}

	private static WebClient webClient(HttpClient httpClient, int maxResponseSize) {
		ByteArrayDecoder decoder = new ByteArrayDecoder();
		decoder.setMaxInMemorySize(maxResponseSize);
		// Bytes alone go in and out here; JSON is read and written by our own mapper, so
		// that an answer that cannot be read is ours to classify.
		return WebClient.builder().clientConnector(new ReactorClientHttpConnector(httpClient)).codecs((codecs) -> {
			codecs.registerDefaults(false);
			codecs.customCodecs().register(decoder);
			codecs.customCodecs().register(new ByteArrayEncoder());
		}).build();
	}

	WebClient webClient() {
		return this.webClient;
	}

	/**
	 * Return how many connections are open.
	 */
	int open() {
		return this.open.get();
	}

	private void count(Channel channel) {
		this.open.incrementAndGet();
		channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
	}

	@Override
	public void close() {
		Mono<Void> closing = this.provider.disposeLater()
			.then(Mono.fromRunnable(this.resolver::close))
			.then(this.loops.disposeLater(QUIET_PERIOD, CLOSE_LIMIT));
		if (Schedulers.isInNonBlockingThread()) {
			closing.subscribe();
			return;
		}
		try {
			closing.toFuture().get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// The threads are daemons; what is left ends with them.
		}
	}

	private static int millis(Duration duration) {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
	}

}
