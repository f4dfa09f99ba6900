package ai.memoturn.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.operation.Json;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The client beside others, against one server that always gives the same answer. What is
 * compared takes turns, and the figure is the median of the ratios of the rounds, so that
 * a machine that is busy for a while slows both; in brackets the ratios between which
 * half of the rounds lie, and how many rounds there were.
 * <p>
 * The others send a text that is ready and read an answer into maps, which is the least
 * work that still is an answer. This client makes its request and checks what it reads.
 * Where reading is most of the work, the other also reads into records like those of this
 * client, as an application without it would.
 */
final class ClientComparison {

	private static final int ROUNDS = 31;

	private static final int CALLS = 300;

	private static final int LARGE_CALLS = 15;

	private static final int IN_FLIGHT = 64;

	private static final String PATH = "/v1/memory/acme/alice/recall";

	private static final String BODY = "{\"query\":\"x\"}";

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	private ClientComparison() {
	}

	static void run() throws Exception {
		// Threads of its own, as if it were another process: whoever uses Reactor Netty's
		// common ones would else meet it on the same thread.
		LoopResources loops = LoopResources.create("server", 2, true);
		DisposableServer server = HttpServer.create()
			.runOn(loops)
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes
				.post(PATH,
						(request, response) -> response.header("Content-Type", "application/json")
							.header("Memoturn-Txid", "1")
							.sendString(request.receive().aggregate().then(Mono.just(answer(1)))))
				.post("/v1/memory/acme/large/recall",
						(request, response) -> response.header("Content-Type", "application/json")
							.sendString(request.receive().aggregate().then(Mono.just(answer(1000))))))
			.bindNow();
		URI url = URI.create("http://127.0.0.1:" + server.port());
		try (MemoturnClient client = MemoturnClient.builder().url(url).build();
				PlainSocket socket = new PlainSocket(url)) {
			compareBlocking(client, url, socket);
			compareReactive(client.reactive().memory("acme", "alice"), url);
			compareWriting();
			compareLargeAnswers(client, url);
		}
		finally {
			server.disposeNow();
			loops.dispose();
		}
	}

	private static void compareBlocking(MemoturnClient client, URI url, PlainSocket socket) throws Exception {
		MemoryProfile memory = client.memory("acme", "alice");
		WebClient webClient = WebClient.create(url.toString());
		RestClient restClient = RestClient.builder()
			.baseUrl(url.toString())
			.requestFactory(new JdkClientHttpRequestFactory())
			.build();
		HttpClient jdk = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(url.resolve(PATH))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(BODY))
			.build();
		Map<String, Callable<?>> others = new LinkedHashMap<>();
		others.put("WebClient.block()", () -> recall(webClient, PATH).block());
		others.put("JDK HttpClient",
				() -> PLAIN.readValue(jdk.send(request, BodyHandlers.ofByteArray()).body(), Found.class));
		others.put("RestClient on the JDK's",
				() -> restClient.post()
					.uri(PATH)
					.contentType(MediaType.APPLICATION_JSON)
					.body(BODY)
					.retrieve()
					.body(Found.class));
		others.put("plain socket", () -> PLAIN.readValue(socket.post(PATH, BODY), Found.class));
		for (Map.Entry<String, Callable<?>> other : others.entrySet()) {
			report("blocking p50, this client / " + other.getKey(),
					ratios(() -> medianNanos(() -> memory.recall("x")), () -> medianNanos(other.getValue())));
		}
	}

	private static void compareReactive(ReactiveMemoryProfile memory, URI url) throws Exception {
		WebClient webClient = WebClient.create(url.toString());
		report("reactive throughput at " + IN_FLIGHT + " in flight, this client / WebClient",
				ratios(() -> perSecond(memory.recall("x")), () -> perSecond(recall(webClient, PATH))));
	}

	private static void compareWriting() throws Exception {
		Random random = new Random(1);
		List<Item> items = IntStream.range(0, 1000).mapToObj((i) -> {
			float[] embedding = new float[1536];
			for (int j = 0; j < embedding.length; j++) {
				embedding[j] = (float) random.nextGaussian() / 39;
			}
			return new Item("fact", "summary " + i, embedding);
		}).toList();
		Batch batch = new Batch(items);
		Batch back = PLAIN.readValue(Json.write(batch), Batch.class);
		for (int i = 0; i < items.size(); i++) {
			if (!Arrays.equals(items.get(i).embedding(), back.memories().get(i).embedding())) {
				throw new AssertionError("A float does not read back as itself");
			}
		}
		report("writing 1,000 memories with 1,536 floats, Jackson's defaults / this client",
				ratios(() -> nanos(() -> PLAIN.writeValueAsBytes(batch)), () -> nanos(() -> Json.write(batch))));
	}

	private static void compareLargeAnswers(MemoturnClient client, URI url) throws Exception {
		MemoryProfile large = client.memory("acme", "large");
		WebClient webClient = WebClient.builder()
			.baseUrl(url.toString())
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(16 * 1024 * 1024))
			.build();
		String path = "/v1/memory/acme/large/recall";
		report("recall of 1,000 hits, this client / WebClient.block() into maps", ratios(
				() -> medianOfFew(() -> large.recall("x")), () -> medianOfFew(() -> recall(webClient, path).block())));
		report("recall of 1,000 hits, this client / WebClient.block() into records",
				ratios(() -> medianOfFew(() -> large.recall("x")),
						() -> medianOfFew(() -> recall(webClient, path, FoundHits.class).block())));
	}

	private static Mono<Found> recall(WebClient webClient, String path) {
		return recall(webClient, path, Found.class);
	}

	private static <T> Mono<T> recall(WebClient webClient, String path, Class<T> type) {
		return webClient.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(BODY)
			.retrieve()
			.bodyToMono(type);
	}

	private static String answer(int hits) {
		String hit = "{\"id\":\"mem_5758fd9d59dc40b7225a7ebf08fa0f22\",\"type\":\"fact\",\"topic_key\":\"user.diet\","
				+ "\"summary\":\"vegetarian since 2024\",\"content\":{\"diet\":\"vegetarian\"},\"keywords\":\"food\","
				+ "\"session_id\":null,\"source\":\"bot\",\"created_at\":1,\"superseded_by\":null,\"score\":0.04918,"
				+ "\"channels\":[\"topic\",\"keyword\"]}";
		return "{\"memories\":[" + String.join(",", Collections.nCopies(hits, hit)) + "],\"txid\":1}";
	}

	/** The first rounds warm up and do not count. */
	private static List<Double> ratios(Callable<Double> one, Callable<Double> other) throws Exception {
		List<Double> ratios = new ArrayList<>();
		for (int round = -5; round < ROUNDS; round++) {
			boolean first = round % 2 == 0;
			double a = first ? one.call() : 0;
			double b = other.call();
			a = first ? a : one.call();
			if (round >= 0) {
				ratios.add(a / b);
			}
		}
		return ratios.stream().sorted().toList();
	}

	private static void report(String what, List<Double> ratios) {
		System.out.printf(Locale.ROOT, "%-75s %.2f (%.2f to %.2f, %d rounds)%n", what, ratios.get(ratios.size() / 2),
				ratios.get(ratios.size() / 4), ratios.get(ratios.size() * 3 / 4), ratios.size());
	}

	private static double medianNanos(Callable<?> call) throws Exception {
		return medianNanos(call, CALLS);
	}

	private static double medianOfFew(Callable<?> call) throws Exception {
		return medianNanos(call, LARGE_CALLS);
	}

	private static double medianNanos(Callable<?> call, int calls) throws Exception {
		double[] nanos = new double[calls];
		for (int i = 0; i < calls; i++) {
			nanos[i] = nanos(call);
		}
		Arrays.sort(nanos);
		return nanos[calls / 2];
	}

	private static double nanos(Callable<?> call) throws Exception {
		long start = System.nanoTime();
		if (call.call() == null) {
			throw new AssertionError("No answer");
		}
		return System.nanoTime() - start;
	}

	private static double perSecond(Mono<?> call) {
		long start = System.nanoTime();
		Flux.range(0, CALLS * 10).flatMap((i) -> call, IN_FLIGHT).blockLast();
		return CALLS * 10 * 1e9 / (System.nanoTime() - start);
	}

	/**
	 * What others read of an answer.
	 *
	 * @param memories the memories
	 * @param txid the transaction id
	 */
	record Found(List<Map<String, @Nullable Object>> memories, long txid) {

	}

	/**
	 * What others read of an answer if they want to know what is in it.
	 *
	 * @param memories the memories
	 * @param txid the transaction id
	 */
	record FoundHits(List<Hit> memories, long txid) {

	}

	/**
	 * A memory that was found.
	 *
	 * @param id its id
	 * @param type its type
	 * @param topicKey its topic
	 * @param summary its summary
	 * @param content its content
	 * @param keywords its keywords
	 * @param sessionId its session
	 * @param source who stored it
	 * @param createdAt when, in milliseconds
	 * @param supersededBy what took its place
	 * @param score its rank
	 * @param channels how it was found
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	record Hit(String id, String type, String topicKey, String summary, Map<String, Object> content, String keywords,
			@Nullable String sessionId, String source, long createdAt, @Nullable String supersededBy, double score,
			List<String> channels) {

	}

	/**
	 * What is written.
	 *
	 * @param memories the memories
	 */
	record Batch(List<Item> memories) {

	}

	/**
	 * A memory to write.
	 *
	 * @param type its type
	 * @param summary its summary
	 * @param embedding its embedding
	 */
	record Item(String type, String summary, float[] embedding) {

	}

	/**
	 * One connection and nothing around it.
	 */
	private static final class PlainSocket implements AutoCloseable {

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		PlainSocket(URI url) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
			this.socket.setTcpNoDelay(true);
			this.in = new BufferedInputStream(this.socket.getInputStream());
			this.out = this.socket.getOutputStream();
		}

		byte[] post(String path, String body) throws IOException {
			this.out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
					+ "Content-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.ISO_8859_1));
			this.out.flush();
			int length = 0;
			boolean chunked = false;
			for (String line = line(); !line.isEmpty(); line = line()) {
				String header = line.toLowerCase(Locale.ROOT);
				if (header.startsWith("content-length:")) {
					length = Integer.parseInt(header.substring("content-length:".length()).strip());
				}
				chunked |= header.startsWith("transfer-encoding:");
			}
			if (!chunked) {
				return this.in.readNBytes(length);
			}
			StringBuilder text = new StringBuilder();
			for (int size = size(); size > 0; size = size()) {
				text.append(new String(this.in.readNBytes(size), StandardCharsets.UTF_8));
				line();
			}
			line();
			return text.toString().getBytes(StandardCharsets.UTF_8);
		}

		private int size() throws IOException {
			return Integer.parseInt(line(), 16);
		}

		private String line() throws IOException {
			StringBuilder line = new StringBuilder();
			for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
				if (b < 0) {
					throw new IOException("The server went away");
				}
				if (b != '\r') {
					line.append((char) b);
				}
			}
			return line.toString();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
