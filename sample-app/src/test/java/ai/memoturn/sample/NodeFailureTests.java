package ai.memoturn.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the API answers when a remote node does not answer as it should.
 */
class NodeFailureTests {

	private static HttpServer node;

	private static RunningSample sample;

	private static volatile Answer answer = NodeFailureTests::cut;

	@BeforeAll
	static void start(@TempDir Path data) throws IOException {
		node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		node.createContext("/", (exchange) -> answer.to(exchange));
		node.start();
		sample = RunningSample.start(data, "--memoturn.mode=remote",
				"--memoturn.url=http://127.0.0.1:" + node.getAddress().getPort(),
				"--memoturn.listener.auto-startup=false",
				// What a node advises beyond this is for the caller to wait for.
				"--memoturn.retry.max-retry-after=1s");
	}

	@AfterAll
	static void stop() {
		sample.close();
		node.stop(0);
	}

	@Test
	void whenTheNodeIsOverloadedThenItsAdviceIsPassedOn() {
		answer = (exchange) -> {
			exchange.getResponseHeaders().set(HttpHeaders.RETRY_AFTER, "7");
			say(exchange, 429, "{\"error\": \"the queue is full\", \"code\": \"overloaded\"}");
		};
		remember().expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.valueEquals(HttpHeaders.RETRY_AFTER, "7")
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void whenTheNodeIsUnavailableThenATimeToWaitIsSaid() {
		answer = (exchange) -> say(exchange, 503, "{\"error\": \"no lease\", \"code\": \"unavailable\"}");
		remember().expectStatus().isEqualTo(503).expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "1");
	}

	@Test
	void whenTheNodeFailsThenItsReasonIsNotTold() {
		answer = (exchange) -> say(exchange, 500, "{\"error\": \"disk 4711 broke\", \"code\": \"internal\"}");
		remember().expectStatus()
			.isEqualTo(502)
			.expectBody(String.class)
			.value((body) -> assertThat(body).doesNotContain("4711"));
	}

	@Test
	void whenTheAnswerToAWriteIsLostThenNobodyPretendsToKnow() {
		answer = NodeFailureTests::cut;
		remember().expectStatus()
			.isEqualTo(504)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("not known"));
	}

	@Test
	void whenTheNodeRefusesTheRequestThenSoDoesTheApi() {
		answer = (exchange) -> say(exchange, 400, "{\"error\": \"unknown type\", \"code\": \"invalid_request\"}");
		remember().expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("unknown type"));
	}

	private ResponseSpec remember() {
		return sample.as("alice").post(Map.of("type", "event", "summary", "asked a broken node"));
	}

	private static void say(HttpExchange exchange, int status, String json) throws IOException {
		exchange.getRequestBody().readAllBytes();
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static void cut(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		exchange.sendResponseHeaders(201, 1000);
		exchange.getResponseBody().write('{');
		exchange.close();
	}

	/**
	 * What the node does with a request.
	 */
	private interface Answer {

		void to(HttpExchange exchange) throws IOException;

	}

}
