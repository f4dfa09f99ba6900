package ai.memoturn.boot.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback interface that writes down what it is asked, and answers as it
 * is told.
 */
public final class RecordingServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final List<Headers> headers = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile int status = 200;

	private volatile String body = "ok";

	private volatile boolean silent;

	public RecordingServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			this.headers.add(exchange.getRequestHeaders());
			this.requests.add(new Request(exchange.getRequestURI().getRawPath(),
					exchange.getRequestHeaders().getFirst("Authorization")));
			if (this.silent) {
				this.closed.await();
				return;
			}
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(this.status, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	public List<Request> requests() {
		return this.requests;
	}

	/**
	 * Return what all requests so far had as a header.
	 * @param name the name of the header
	 * @return its first value in each request, in which it is empty if there was none
	 */
	public List<String> headers(String name) {
		return this.headers.stream().map((headers) -> Objects.requireNonNullElse(headers.getFirst(name), "")).toList();
	}

	/**
	 * Answer like this from now on.
	 * @param status the status
	 * @param body the JSON body
	 */
	public void answer(int status, String body) {
		this.status = status;
		this.body = body;
	}

	/**
	 * Accept requests from now on and never answer them.
	 */
	public void fallSilent() {
		this.silent = true;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * What was asked.
	 *
	 * @param path the raw path
	 * @param authorization the header, or {@code null}
	 */
	public record Request(String path, @Nullable String authorization) {
	}

}
