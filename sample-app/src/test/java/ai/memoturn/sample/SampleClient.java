package ai.memoturn.sample;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Speaks to a running sample as its documentation says.
 */
final class SampleClient {

	private static final Map<String, String> PASSWORDS = Map.of("alice", "wonderland", "bob", "builder");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Pattern ACTION = Pattern.compile("^data:.*\"action\":\"([a-z._]+)\"");

	private final RestTestClient http;

	private final int port;

	private final String user;

	private SampleClient(RestTestClient http, int port, String user) {
		this.http = http;
		this.port = port;
		this.user = user;
	}

	/**
	 * Return the documented password of a user, or an empty one for a stranger.
	 */
	static String password(String user) {
		return PASSWORDS.getOrDefault(user, "");
	}

	/**
	 * Create a client that sends HTTP Basic with each request.
	 * @param port the sample's port
	 * @param user one of the documented users
	 * @return the client
	 */
	static SampleClient of(int port, String user) {
		return new SampleClient(anonymous(port, new CookieManager()).mutate()
			.defaultHeaders((headers) -> headers.setBasicAuth(user, password(user)))
			.build(), port, user);
	}

	/**
	 * Create a client that sends nothing but the cookies it was given.
	 * @param port the sample's port
	 * @param cookies keeps the cookies
	 * @return the client
	 */
	static RestTestClient anonymous(int port, CookieManager cookies) {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().connectTimeout(PATIENCE).cookieHandler(cookies).build());
		factory.setReadTimeout(PATIENCE);
		return RestTestClient.bindToServer(factory)
			.baseUrl("http://127.0.0.1:" + port)
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE,
					MediaType.APPLICATION_PROBLEM_JSON_VALUE)
			.build();
	}

	RestTestClient http() {
		return this.http;
	}

	ResponseSpec post(Object memory) {
		return this.http.post().uri("/api/memories").contentType(MediaType.APPLICATION_JSON).body(memory).exchange();
	}

	/**
	 * Remember a fact and return its id.
	 */
	String fact(String topic, String summary) {
		Stored stored = post(Map.of("type", "fact", "topic", topic, "summary", summary)).expectBody(Stored.class)
			.returnResult()
			.getResponseBody();
		if (stored == null) {
			throw new AssertionError("No answer for " + summary);
		}
		return stored.id();
	}

	ResponseSpec recall(String q, String topic) {
		return this.http.get().uri("/api/recall?q={q}&topic={topic}", q, topic).exchange();
	}

	ResponseSpec get(String path, Object... variables) {
		return this.http.get().uri(path, variables).exchange();
	}

	ResponseSpec forget(String id) {
		return this.http.delete().uri("/api/memories/{id}", id).exchange();
	}

	/**
	 * Read the trail of the user until so many events have come.
	 * @param count how many to wait for
	 * @return their actions, in the order in which they came
	 */
	List<String> trail(int count) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/trail"))
			.header(HttpHeaders.AUTHORIZATION,
					"Basic " + HttpHeaders.encodeBasicAuth(this.user, password(this.user), StandardCharsets.UTF_8))
			.build();
		return trail(HttpClient.newHttpClient(), request, count);
	}

	/**
	 * Read events until so many have come, or the stream ends.
	 */
	static List<String> trail(HttpClient client, HttpRequest request, int count) {
		List<String> actions = new CopyOnWriteArrayList<>();
		CompletableFuture<?> reading = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
			.thenAcceptAsync((answer) -> {
				assertThat(answer.statusCode()).isEqualTo(200);
				try (Stream<String> lines = answer.body()) {
					lines.map(ACTION::matcher)
						.filter(Matcher::find)
						.peek((matcher) -> actions.add(matcher.group(1)))
						.takeWhile((matcher) -> actions.size() < count)
						.forEach((matcher) -> {
						});
				}
			});
		assertThat(reading).as("events so far: %s", actions).succeedsWithin(PATIENCE);
		return List.copyOf(actions);
	}

	/**
	 * What of an answer tests go on with.
	 *
	 * @param id the memory's id
	 */
	record Stored(String id) {
	}

}
