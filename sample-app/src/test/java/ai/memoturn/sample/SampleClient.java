package ai.memoturn.sample;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/**
 * Speaks to a running sample as its documentation says.
 */
final class SampleClient {

	private static final Map<String, String> PASSWORDS = Map.of("alice", "wonderland", "bob", "builder");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final RestTestClient http;

	private SampleClient(RestTestClient http) {
		this.http = http;
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
			.build());
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
	 * What of an answer tests go on with.
	 *
	 * @param id the memory's id
	 */
	record Stored(String id) {
	}

}
