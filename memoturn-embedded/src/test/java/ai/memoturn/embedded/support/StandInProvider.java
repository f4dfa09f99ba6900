package ai.memoturn.embedded.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.JsonWriter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a provider on loopback: answers, or misbehaves, as a test tells it.
 */
public final class StandInProvider implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "stand-in-provider");
		thread.setDaemon(true);
		return thread;
	});

	private final CountDownLatch closed = new CountDownLatch(1);

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private volatile Script script = answering(500, "");

	public StandInProvider() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Received request = new Received(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			this.received.add(request);
			this.script.play(request, exchange);
		}
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	public List<Received> received() {
		return this.received;
	}

	public Received last() {
		return this.received.get(this.received.size() - 1);
	}

	public void does(Script newScript) {
		this.script = newScript;
	}

	public void answers(String body) {
		this.script = answering(200, body);
	}

	/** Embed each text by a rule of the test. */
	public void embeds(Function<String, float[]> rule) {
		this.script = (request, exchange) -> answering(200, embeddings(request.input(), rule)).play(request, exchange);
	}

	private static String embeddings(List<String> texts, Function<String, float[]> rule) {
		JsonWriter json = new JsonWriter(256).beginObject().name("object").value("list").name("data").beginArray();
		for (int i = 0; i < texts.size(); i++) {
			json.beginObject().name("object").value("embedding").name("embedding").beginArray();
			for (float value : rule.apply(texts.get(i))) {
				json.value((double) value);
			}
			json.endArray().name("index").value(i).endObject();
		}
		return json.endArray().name("usage").raw("{\"total_tokens\":7}").endObject().toString();
	}

	/** Answer with a document of the message API. */
	public void says(String text) {
		this.script = answering(200, message(text, "end_turn"));
	}

	public static String message(String text, String stopReason) {
		return new JsonWriter(256).beginObject()
			.name("type")
			.value("message")
			.name("content")
			.beginArray()
			.raw("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}")
			.beginObject()
			.name("type")
			.value("text")
			.name("text")
			.value(text)
			.endObject()
			.endArray()
			.name("stop_reason")
			.value(stopReason)
			.endObject()
			.toString();
	}

	/** Say nothing until the test is over. */
	public void hangs() {
		this.script = (request, exchange) -> {
			try {
				this.closed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
	}

	/** Answer whole, but with a status. */
	public static Script answering(int status, String body) {
		return (request, exchange) -> {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			if (status / 100 == 3) {
				exchange.getResponseHeaders().set("Location", "/elsewhere");
			}
			exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
		};
	}

	/** Announce more than is sent. */
	public static Script cutting(String body) {
		return (request, exchange) -> {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, bytes.length + 10L);
			exchange.getResponseBody().write(bytes);
			exchange.getResponseBody().flush();
		};
	}

	/** Send blanks without end, as fast as they are taken. */
	public static Script flooding() {
		return (request, exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			byte[] blanks = " ".repeat(65_536).getBytes(StandardCharsets.UTF_8);
			while (true) {
				exchange.getResponseBody().write(blanks);
			}
		};
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * What the stand-in does with a request.
	 */
	@FunctionalInterface
	public interface Script {

		void play(Received request, HttpExchange exchange) throws IOException;

	}

	/**
	 * A request as it arrived.
	 *
	 * @param method the method
	 * @param path the path with its query
	 * @param headers the headers
	 * @param body the body
	 */
	public record Received(String method, String path, Headers headers, String body) {

		public @Nullable String header(String name) {
			return this.headers.getFirst(name);
		}

		/** The texts of a call for embeddings. */
		List<String> input() {
			return JsonReader.readText(this.body, (json) -> {
				List<String> texts = new ArrayList<>();
				json.beginObject();
				for (String field = json.nextField(); field != null; field = json.nextField()) {
					if (field.equals("input")) {
						texts.addAll(json.strings());
					}
					else {
						json.skip();
					}
				}
				return texts;
			});
		}

	}

}
