package ai.memoturn.embedded.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeServer} and what lies between it and a handler, with routes of
 * their own.
 */
class NodeServerTests {

	private static final int DATA_LIMIT = 2_000_000;

	private final AtomicInteger handled = new AtomicInteger();

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private NodeServer server = start(Duration.ofSeconds(20), 100);

	private NodeServer start(Duration requestTimeout, int maxConcurrency) {
		return NodeServer.start(
				new WireOptions("127.0.0.1", 0, requestTimeout, DATA_LIMIT, maxConcurrency, 4, 10,
						Set.of("memo.example")),
				List.of(Route.get("/plain", this::plain),
						Route.get("/echo/{id}", (request) -> Reply.text(200, request.variable("id"))),
						Route.delete("/echo/{id}", this::plain),
						Route.post("/data", Route.Body.LENIENT, Route.Limit.DATA, this::json),
						Route.post("/query", Route.Body.STRICT, Route.Limit.QUERY, this::json),
						Route.get("/wait", this::await), Route.get("/fault", (request) -> fault()),
						Route.get("/bug", (request) -> bug())));
	}

	private Reply plain(Request request) {
		this.handled.incrementAndGet();
		return Reply.text(200, "plain");
	}

	private Reply json(Request request) {
		this.handled.incrementAndGet();
		return Reply.text(200, request.read((json) -> json.canonical()));
	}

	private Reply await(Request request) {
		this.handled.incrementAndGet();
		this.entered.countDown();
		try {
			assertThat(this.released.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return Reply.text(200, "waited");
	}

	private static Reply fault() {
		throw new Fault(FaultCode.OVERLOADED, "17 writes are waiting");
	}

	private static Reply bug() {
		throw new IllegalStateException("secret detail");
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		this.server.close();
	}

	private Answer exchange(String text) {
		return RawConnection.exchange(this.server.address(), text);
	}

	private RawConnection connect() {
		return new RawConnection(this.server.address());
	}

	@Test
	void whenRouteExistsThenItsHandlerAnswers() {
		Answer answer = exchange("GET /plain HTTP/1.1");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("plain");
		assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
		assertThat(answer.headers()).doesNotContainKey("memoturn-txid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/plain/", "/Plain", "/pla%69n", "/echo", "/echo/", "/echo/a/b", "/nothing" })
	@Section({ "memory 1", "memory 11" })
	void whenPathMatchesNoRouteThenEmptyNotFound(String path) {
		Answer answer = exchange("GET " + path + " HTTP/1.1");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.body()).isEmpty();
		assertThat(answer.headers()).doesNotContainKey("content-type");
	}

	@ParameterizedTest
	@CsvSource({ "POST, /plain, 'GET,HEAD'", "POST, /echo/x, 'GET,HEAD,DELETE'", "GET, /data, POST",
			"HEAD, /query, POST", "PUT, /query, POST", "FOO, /plain, 'GET,HEAD'" })
	@Section({ "memory 2", "memory 11" })
	void whenMethodDoesNotMatchThenMethodNotAllowed(String method, String path, String allow) {
		try (RawConnection connection = connect()) {
			Answer answer = connection.request(method + " " + path + " HTTP/1.1").answer();
			assertThat(answer.status()).isEqualTo(405);
			assertThat(answer.header("allow")).isEqualTo(allow);
			assertThat(answer.body()).isEmpty();
		}
	}

	@Test
	@Section("memory 11")
	void whenHeadThenHeadersOfGetWithoutBody() {
		try (RawConnection connection = connect()) {
			Answer answer = connection.request("HEAD /plain HTTP/1.1").answerWithoutBody();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("content-length")).isEqualTo("5");
			assertThat(connection.request("GET /plain HTTP/1.1").answer().body()).isEqualTo("plain");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "/plain", "/nothing", "/a//b" })
	@Section({ "memory 11", "database 2.2" })
	void whenOptionsThenEmptyOkWithoutCorsHeaders(String target) {
		Answer answer = exchange("OPTIONS " + target + " HTTP/1.1\nOrigin: http://evil.example\n"
				+ "Access-Control-Request-Method: POST");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
		assertThat(answer.headers().keySet()).noneMatch((name) -> name.startsWith("access-control"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo/%00", "/echo/a%00b", "/echo/x;x=1", "/echo;x=1/x", "/echo//x", "//echo/x",
			"/echo/.", "/echo/..", "/echo/%2e", "/echo/%2E%2e", "/echo/.%2e", "/./echo/x", "/echo/%zz", "/echo/%2",
			"/echo/%", "/echo/x#f", "http://127.0.0.1/echo/x", "echo/x", "/echo/\u00e9", "/echo//" })
	void whenPathIsAmbiguousThenInvalidRequest(String target) {
		Answer answer = exchange("GET " + target + " HTTP/1.1");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\",\"code\":\"invalid_request\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo/%ff", "/echo/%c3", "/echo/%c0%80", "/echo/%ed%a0%80", "/%80/x" })
	@Section("memory 11")
	void whenSegmentIsNotUtf8ThenPlainBadRequest(String target) {
		Answer answer = exchange("GET " + target + " HTTP/1.1");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("content-type")).startsWith("text/plain");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "a%2Fb a/b", "a%3Fb a?b", "%20 ' '", "%C3%A9 \u00e9", "a+b a+b", "%3B ;", "%252F %2F",
					"%2e%2e%2e ...", "a%23 a#", "con con" })
	@Section("memory 1")
	void whenSegmentIsEncodedThenItIsDecodedAfterRouting(String segment, String id) {
		assertThat(exchange("GET /echo/" + segment + " HTTP/1.1").body()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:80", "127.0.0.1", "127.9.9.9:1", "[::1]", "[::1]:8080",
			"[0:0:0:0:0:0:0:1]", "memo.example", "Memo.Example:443" })
	void whenHostIsLoopbackOrListedThenServed(String host) {
		try (RawConnection connection = connect()) {
			Answer answer = connection.send("GET /plain HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer();
			assertThat(answer.status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"10.0.0.1", "[::2]", "0.0.0.0", "evil.localhost", "memo.example.evil", "localhost:80@evil.example" })
	void whenHostIsForeignThenMisdirected(String host) {
		try (RawConnection connection = connect()) {
			Answer answer = connection.send("GET /plain HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer();
			assertThat(answer.status()).isIn(421, 400);
			assertThat(this.handled).hasValue(0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /plain HTTP/1.1\r\n\r\n", "GET /plain HTTP/1.0\r\n\r\n",
			"GET /plain HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
			"GET /plain HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" })
	void whenHostIsNotExactlyOneThenBadRequest(String bytes) {
		try (RawConnection connection = connect()) {
			assertThat(connection.send(bytes).answer().status()).isEqualTo(400);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
		assertThat(this.handled).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null", "http://localhost:3000", "https://127.0.0.1", "" })
	void whenOriginIsForeignThenForbidden(String origin) {
		Answer answer = exchange("DELETE /echo/x HTTP/1.1\nOrigin: " + origin);
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.body()).contains("\"code\":\"forbidden\"");
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenOriginIsTheNodeItselfThenServed() {
		String self = "http://127.0.0.1:" + this.server.address().getPort();
		assertThat(exchange("DELETE /echo/x HTTP/1.1\nOrigin: " + self).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json; charset=utf-8", "Application/JSON",
			"application/problem+json", "application/json;charset=x" })
	@Section({ "memory 2", "database 2.2" })
	void whenContentTypeIsJsonThenServed(String contentType) {
		Answer answer = exchange("POST /query HTTP/1.1\nContent-Type: " + contentType + "\n\n{}");
		assertThat(answer.body()).isEqualTo("{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\nContent-Type: text/plain", "\nContent-Type: text/json",
			"\nContent-Type: application/x-www-form-urlencoded", "\nContent-Type: multipart/form-data; boundary=x",
			"\nContent-Type: application/jsonx", "\nContent-Type: text/plain; application/json",
			"\nContent-Type: image/svg+json" })
	@Section({ "memory 2", "memory 4", "memory 11", "database 2.2" })
	void whenContentTypeIsNotJsonThenUnsupported(String header) {
		Answer answer = exchange("POST /query HTTP/1.1" + header + "\n\n{}");
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.header("content-type")).startsWith("text/plain");
		assertThat(answer.body()).startsWith("Expected request with `Content-Type: application/json`");
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenBodyIsEncodedThenUnsupported() {
		Answer answer = exchange("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Encoding: gzip\n\n{}");
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.body()).contains("Content-Encoding");
	}

	@Test
	@Section("memory 4")
	void whenContentTypeAndSizeAreBothWrongThenTypeIsReported() {
		Answer answer = exchange("POST /query HTTP/1.1\n\n" + " ".repeat(2_000_000));
		assertThat(answer.status()).isEqualTo(415);
	}

	@ParameterizedTest
	@CsvSource({ "/query, 1048576", "/data, 2000000" })
	@Section({ "memory 11", "memory 14" })
	void whenBodyIsExactlyAtTheLimitThenServed(String path, int limit) {
		String body = "\"" + "x".repeat(limit - 2) + "\"";
		Answer answer = exchange("POST " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + body);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo(body);
	}

	@ParameterizedTest
	@CsvSource({ "/query, 1048577", "/data, 2000001", "/query, 3000000" })
	@Section({ "memory 11", "memory 14" })
	void whenBodyIsOverTheLimitThenTooLargeAndConnectionGoesOn(String path, int size) {
		try (RawConnection connection = connect()) {
			Answer answer = connection
				.request("POST " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + " ".repeat(size))
				.answer();
			assertThat(answer.status()).isEqualTo(413);
			assertThat(answer.header("content-type")).startsWith("text/plain");
			assertThat(answer.body()).startsWith("Failed to buffer the request body");
			assertThat(connection.request("GET /plain HTTP/1.1").answer().body()).isEqualTo("plain");
		}
		assertThat(this.handled).hasValue(1);
	}

	@Test
	@Section("memory 11")
	void whenChunkedBodyGoesOverTheLimitThenTooLargeWhileReading() {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked");
			String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
			for (int i = 0; i < 17; i++) {
				connection.send(chunk);
			}
			// The body has not ended.
			assertThat(connection.answer().status()).isEqualTo(413);
			connection.send(chunk).send("0\r\n\r\n");
			assertThat(connection.request("GET /plain HTTP/1.1").answer().body()).isEqualTo("plain");
		}
	}

	@Test
	void whenAnnouncedBodyIsFarOverTheLimitThenTooLargeAndClosed() {
		try (RawConnection connection = connect()) {
			Answer answer = connection
				.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: 99999999999")
				.answer();
			assertThat(answer.status()).isEqualTo(413);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void whenClientAsksBeforeSendingThenItIsToldToContinue() {
		try (RawConnection connection = connect()) {
			connection.request(
					"POST /query HTTP/1.1\nContent-Type: application/json\nExpect: 100-continue\nContent-Length: 2");
			assertThat(connection.answer().status()).isEqualTo(100);
			assertThat(connection.send("[]").answer().body()).isEqualTo("[]");
		}
	}

	@Test
	void whenClientAsksBeforeSendingTooMuchThenItIsRefusedAtOnce() {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nExpect: 100-continue\n"
					+ "Content-Length: 2000000");
			assertThat(connection.answer().status()).isEqualTo(413);
		}
	}

	@Test
	void whenBodyIsChunkedThenItIsRead() {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked")
				.send("2\r\n[1\r\n")
				.send("3;ext=1\r\n,2]\r\n0\r\nTrailer: x\r\n\r\n");
			assertThat(connection.answer().body()).isEqualTo("[1,2]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2\r\nContent-Length: 2",
			"Content-Length: 2\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 2",
			"Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: xchunked",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked, identity",
			"Content-Length: -1", "Content-Length: +2", "Content-Length: 0x2", "Content-Length: 2 ,2",
			"Transfer-Encoding : chunked", "Content-Length: 99999999999999999999", "Transfer-Encoding: \u000bchunked" })
	void whenEndOfMessageIsAmbiguousThenBadRequestAndClosed(String headers) {
		try (RawConnection connection = connect()) {
			connection.send("POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
					+ "\r\n\r\n{}");
			assertThat(connection.answer().status()).isEqualTo(400);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
		assertThat(this.handled).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}XX\r\n0\r\n\r\n", "2\r\n{}\r\nzz\r\n",
			"-2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffffff\r\n{}" })
	void whenChunkIsBadThenBadRequestAndClosed(String body) {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked")
				.send(body);
			assertThat(connection.answer().status()).isEqualTo(400);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenBodyIsLongerThanSaidThenTheRestIsNotARequest() {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: 2")
				.send("{}{}{}\r\n\r\n");
			assertThat(connection.answer().body()).isEqualTo("{}");
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void whenBodyIsShorterThanSaidThenNothingIsHandled() {
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: 20")
				.send("{}")
				.finishSending();
			assertThat(connection.isClosedByPeer()).isTrue();
		}
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenHeadersAreTooLargeThenRefusedAndClosed() {
		try (RawConnection connection = connect()) {
			connection.request("GET /plain HTTP/1.1\nX: " + "x".repeat(17_000));
			assertThat(connection.answer().status()).isEqualTo(431);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void whenHeadersAreManyButSmallThenServed() {
		assertThat(exchange("GET /plain HTTP/1.1\nX: " + "x".repeat(15_000)).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0016\u0003\u0001\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET\r\n\r\n",
			"GET /plain HTTP/9.9\r\nHost: localhost\r\n\r\n", "GET /plain\r\n\r\n" })
	void whenItIsNoRequestThenBadRequestAndClosed(String bytes) {
		try (RawConnection connection = connect()) {
			assertThat(connection.send(bytes).answer().status()).isEqualTo(400);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void whenRequestsArePipelinedThenAnsweredInOrder() {
		try (RawConnection connection = connect()) {
			connection.request("GET /echo/1 HTTP/1.1").request("GET /echo/2 HTTP/1.1").request("GET /echo/3 HTTP/1.1");
			assertThat(List.of(connection.answer().body(), connection.answer().body(), connection.answer().body()))
				.containsExactly("1", "2", "3");
		}
	}

	@Test
	@Section({ "memory 2", "memory 11", "database 2.3" })
	void whenFaultIsThrownThenEnvelopeWithItsCode() {
		Answer answer = exchange("GET /fault HTTP/1.1");
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.header("retry-after")).isEqualTo("1");
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.body()).isEqualTo("{\"error\":\"17 writes are waiting\",\"code\":\"overloaded\"}");
	}

	@Test
	@Section("memory 11")
	void whenHandlerFailsUnexpectedlyThenInternalWithoutDetail() {
		Answer answer = exchange("GET /bug HTTP/1.1");
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.body()).contains("\"code\":\"internal\"")
			.doesNotContain("secret")
			.doesNotContain("Exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "", "[1]x", "\uFEFF{}", "nul", "\"\\ud800\"", "1e400", "\"\t\"" })
	@Section({ "memory 4", "memory 11" })
	void whenBodyIsMalformedThenPlainBadRequest(String body) {
		for (String path : List.of("/data", "/query")) {
			Answer answer = exchange("POST " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + body);
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.header("content-type")).startsWith("text/plain");
			assertThat(answer.body()).startsWith("Failed to parse the request body as JSON");
		}
	}

	@Test
	@Section({ "memory 11", "memory 14", "control 12.3", "database 9" })
	void whenMoreRequestsThanAllowedThenTheyWaitInsteadOfFailing() throws Exception {
		this.server.close();
		this.server = start(Duration.ofSeconds(20), 2);
		List<RawConnection> connections = new ArrayList<>();
		try {
			for (int i = 0; i < 6; i++) {
				connections.add(connect().request("GET /wait HTTP/1.1"));
			}
			assertThat(this.entered.await(20, TimeUnit.SECONDS)).isTrue();
			this.released.countDown();
			for (RawConnection connection : connections) {
				assertThat(connection.answer().body()).isEqualTo("waited");
			}
		}
		finally {
			connections.forEach(RawConnection::close);
		}
	}

	@Test
	@Section({ "memory 11", "control 12.3" })
	void whenWaitingForASlotExceedsTheBudgetThenTimeoutAndNothingIsRun() throws Exception {
		this.server.close();
		this.server = start(Duration.ofMillis(300), 1);
		try (RawConnection first = connect(); RawConnection second = connect()) {
			first.request("GET /wait HTTP/1.1");
			assertThat(this.entered.await(20, TimeUnit.SECONDS)).isTrue();
			Answer answer = second.request("GET /plain HTTP/1.1").answer();
			assertThat(answer.status()).isEqualTo(408);
			assertThat(answer.body()).isEmpty();
			assertThat(first.answer().status()).isEqualTo(408);
			this.released.countDown();
			// The slot is free again once the slow handler is done.
			Eventually.holds(() -> assertThat(exchange("GET /plain HTTP/1.1").status()).isEqualTo(200));
			assertThat(this.handled).hasValue(2);
		}
	}

	@Test
	@Section({ "memory 11", "control 12.3" })
	void whenBodyNeverCompletesThenTimeoutAndClosed() {
		this.server.close();
		this.server = start(Duration.ofMillis(300), 10);
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: 10").send("{");
			Answer answer = connection.answer();
			assertThat(answer.status()).isEqualTo(408);
			assertThat(answer.body()).isEmpty();
			assertThat(connection.isClosedByPeer()).isTrue();
		}
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenHeadNeverCompletesThenTimeoutAndClosed() {
		this.server.close();
		this.server = start(Duration.ofMillis(300), 10);
		try (RawConnection connection = connect()) {
			connection.send("GET /plain HTTP/1.1\r\nHost: loc");
			assertThat(connection.answer().status()).isEqualTo(408);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void whenClientGoesAwayThenItsSlotIsFreed() throws Exception {
		this.server.close();
		this.server = start(Duration.ofSeconds(20), 1);
		try (RawConnection connection = connect()) {
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: 10").send("{");
		}
		assertThat(exchange("GET /plain HTTP/1.1").status()).isEqualTo(200);
	}

	@Test
	void whenServerClosesThenRunningRequestIsAnswered() throws Exception {
		try (RawConnection connection = connect()) {
			connection.request("GET /wait HTTP/1.1");
			assertThat(this.entered.await(20, TimeUnit.SECONDS)).isTrue();
			Thread closing = new Thread(this.server::close);
			closing.start();
			this.released.countDown();
			assertThat(connection.answer().body()).isEqualTo("waited");
			closing.join(20_000);
			assertThat(closing.isAlive()).isFalse();
		}
	}

	@Test
	@Section("memory 4")
	void whenBodyIsNotUtf8ThenPlainBadRequest() {
		try (RawConnection connection = connect()) {
			byte[] body = "\"\u00ff\"".getBytes(StandardCharsets.ISO_8859_1);
			connection.request("POST /query HTTP/1.1\nContent-Type: application/json\nContent-Length: " + body.length)
				.send(body);
			assertThat(connection.answer().body()).startsWith("Failed to parse the request body as JSON");
		}
	}

}
