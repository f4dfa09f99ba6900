package ai.memoturn.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Form login, session cookie and CSRF token, as a browser uses them.
 */
class SignInTests {

	private static final String SESSION = "SAMPLE_SESSION";

	private static RunningSample sample;

	@BeforeAll
	static void start(@TempDir Path data) {
		sample = RunningSample.start(data);
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	private final CookieManager cookies = new CookieManager();

	private RestTestClient browser;

	@BeforeEach
	void openBrowser() {
		this.browser = SampleClient.anonymous(sample.port(), this.cookies);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/app.css", "/app.js", "/trail.js", "/icon.svg" })
	void thePageIsForEverybodyAndAllowsNothingForeign(String path) {
		String body = this.browser.get()
			.uri(path)
			.accept(MediaType.ALL)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy)
						.contains("default-src 'none'", "script-src 'self'", "style-src 'self'",
								"frame-ancestors 'none'")
						.doesNotContain("unsafe"))
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(body).isNotBlank()
			.doesNotContain("https://")
			.doesNotContainPattern("<script>|<style|\\sstyle=|\\son[a-z]+=|javascript:");
	}

	@Test
	void whenNobodyIsSignedInThenThePageLearnsItAndTheRestIsRefused() {
		this.browser.get()
			.uri("/api/session")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.user")
			.isEmpty()
			.jsonPath("$.hint")
			.isNotEmpty();
		this.browser.get()
			.uri("/api/recall?q=x")
			.header("X-Requested-With", "XMLHttpRequest")
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectHeader()
			.doesNotExist(HttpHeaders.WWW_AUTHENTICATE);
		this.browser.get()
			.uri("/api/recall?q=x")
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.exists(HttpHeaders.WWW_AUTHENTICATE);
		this.browser.get()
			.uri("/api/trail")
			.headers((headers) -> headers.set(HttpHeaders.ACCEPT, MediaType.TEXT_EVENT_STREAM_VALUE))
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.doesNotExist(HttpHeaders.WWW_AUTHENTICATE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "image/png", "text/event-stream" })
	void whateverIsAskedForThenNobodyIsRefusedAsNobody(String accept) {
		this.browser.get()
			.uri("/api/recall?q=x")
			.headers((headers) -> headers.set(HttpHeaders.ACCEPT, accept))
			.exchange()
			.expectStatus()
			.isUnauthorized();
	}

	@Test
	void whenTheCsrfTokenIsMissingThenNobodyCanSignIn() {
		signIn("alice", "wonderland", Optional.empty()).expectStatus()
			.isForbidden()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(cookie(SESSION)).isEmpty();
	}

	@Test
	void whenThePasswordIsWrongThenNobodyIsSignedIn() {
		signIn("alice", "builder", token()).expectStatus().isUnauthorized();
		this.browser.get().uri("/api/session").exchange().expectBody().jsonPath("$.user").isEmpty();
		this.browser.get().uri("/api/recall?q=x").exchange().expectStatus().isUnauthorized();
	}

	@Test
	void whenSomebodySignsInThenTheSessionIsTheirs() {
		signIn("alice", "wonderland", token()).expectStatus()
			.isNoContent()
			.expectCookie()
			.httpOnly(SESSION, true)
			.expectCookie()
			.sameSite(SESSION, "Strict");
		this.browser.get().uri("/api/session").exchange().expectBody().jsonPath("$.user").isEqualTo("alice");
		this.browser.get().uri("/api/recall?q=x").exchange().expectStatus().isOk();
	}

	@Test
	void whenASessionWritesThenItNeedsTheCsrfToken() {
		signIn("bob", "builder", token()).expectStatus().isNoContent();
		write(Optional.empty()).expectStatus().isForbidden();
		write(Optional.of("guessed")).expectStatus().isForbidden();
		this.browser.get().uri("/api/recall?q=pelican").exchange().expectBody().jsonPath("$.memories").isEmpty();
		write(token()).expectStatus().isCreated();
		this.browser.get()
			.uri("/api/recall?q=pelican")
			.exchange()
			.expectBody()
			.jsonPath("$.memories.length()")
			.isEqualTo(1);
	}

	@Test
	void whenSomebodySignsInThenTheTokenFromBeforeIsWorthNothing() {
		Optional<String> before = token();
		signIn("bob", "builder", before).expectStatus().isNoContent();
		assertThat(cookie("XSRF-TOKEN")).isPresent().isNotEqualTo(before);
	}

	@Test
	void whenSomebodySignsOutThenTheSessionIsWorthNothing() {
		signIn("alice", "wonderland", token()).expectStatus().isNoContent();
		String session = cookie(SESSION).orElseThrow();
		withToken(this.browser.post().uri("/logout"), token()).exchange().expectStatus().isNoContent();
		SampleClient.anonymous(sample.port(), new CookieManager())
			.get()
			.uri("/api/recall?q=x")
			.cookie(SESSION, session)
			.exchange()
			.expectStatus()
			.isUnauthorized();
	}

	@Test
	void whenSomebodySignsOutThenTheTrailEnds() throws Exception {
		signIn("alice", "wonderland", token()).expectStatus().isNoContent();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sample.port() + "/api/trail"))
			.header(HttpHeaders.COOKIE, SESSION + "=" + cookie(SESSION).orElseThrow())
			.build();
		HttpClient client = HttpClient.newHttpClient();
		HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
		assertThat(answer.headers().firstValue(HttpHeaders.CONTENT_TYPE))
			.hasValueSatisfying((type) -> assertThat(type).startsWith(MediaType.TEXT_EVENT_STREAM_VALUE));
		CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> {
			try {
				return answer.body().readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		withToken(this.browser.post().uri("/logout"), token()).exchange().expectStatus().isNoContent();
		assertThat(rest).succeedsWithin(Duration.ofSeconds(10));
		HttpResponse<String> refused = client.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(refused.statusCode()).isEqualTo(401);
	}

	@Test
	void whenAnotherSitesNameLeadsHereThenNothingIsAnswered() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sample.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET /api/session HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("hint");
		}
	}

	private ResponseSpec signIn(String user, String password, Optional<String> token) {
		return withToken(this.browser.post()
			.uri("/login")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body("username=" + user + "&password=" + password), token).exchange();
	}

	private ResponseSpec write(Optional<String> token) {
		return withToken(this.browser.post()
			.uri("/api/memories")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("type", "event", "summary", "saw a pelican")), token).exchange();
	}

	private RestTestClient.RequestHeadersSpec<?> withToken(RestTestClient.RequestHeadersSpec<?> request,
			Optional<String> token) {
		token.ifPresent((value) -> request.header("X-XSRF-TOKEN", value));
		return request;
	}

	private Optional<String> token() {
		if (cookie("XSRF-TOKEN").isEmpty()) {
			this.browser.get().uri("/api/session").exchange().expectStatus().isOk();
		}
		return cookie("XSRF-TOKEN");
	}

	private Optional<String> cookie(String name) {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(HttpCookie::getValue)
			.findFirst();
	}

}
