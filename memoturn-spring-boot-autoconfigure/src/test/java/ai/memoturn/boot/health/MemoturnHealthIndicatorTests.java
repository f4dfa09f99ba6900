package ai.memoturn.boot.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoturnHealthIndicator}.
 */
class MemoturnHealthIndicatorTests {

	private final RecordingServer server = new RecordingServer();

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final MemoturnClient client = client(this.server.url());

	private final MemoturnHealthIndicator indicator = new MemoturnHealthIndicator(this.client.reactive(), this.time);

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
		this.time.dispose();
	}

	@Test
	void whenTheNodeAnswersThenUpAndNothingElseIsSaid() {
		Health health = await(ask());
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).isEmpty();
		assertThat(this.server.requests()).singleElement()
			.satisfies((request) -> assertThat(request.path()).isEqualTo("/health"));
	}

	@Test
	void theNodeShouldBeAskedOnceEveryFiveSeconds() {
		Stream.generate(this::ask).limit(10).toList().forEach(MemoturnHealthIndicatorTests::await);
		this.time.advanceTimeBy(Duration.ofMillis(4_900));
		await(ask());
		assertThat(this.server.requests()).hasSize(1);
		this.time.advanceTimeBy(Duration.ofMillis(200));
		this.server.answer(503, "{\"error\":\"draining\",\"code\":\"unavailable\"}");
		assertThat(await(ask()).getStatus()).isEqualTo(Status.DOWN);
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void whenTheNodeRefusesThenDownWithItsCode() {
		this.server.answer(503, "{\"error\":\"draining canary\",\"code\":\"unavailable\"}");
		Health health = await(ask());
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsOnlyKeys("error").containsEntry("error", "unavailable");
		assertThat(this.server.requests()).hasSize(1);
		assertThat(this.client.retries().repeated()).isZero();
	}

	@Test
	void whenTheNodeIsSilentThenDownAfterTwoSeconds() {
		this.server.fallSilent();
		AtomicReference<@Nullable Health> health = new AtomicReference<>();
		Mono<Health> answer = ask();
		answer.subscribe(health::set);
		this.time.advanceTimeBy(Duration.ofMillis(1_900));
		assertThat(health.get()).isNull();
		this.time.advanceTimeBy(Duration.ofMillis(200));
		assertThat(await(answer).getDetails()).containsEntry("error", "TimeoutException");
	}

	@ParameterizedTest
	@CsvSource({ "4, false", "-4, false", "60, true", "-60, true" })
	void whenTheClockOfTheNodeIsFarOffThenUpAndThatIsSaid(long seconds, boolean said) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				MemoturnClient client = client(URI.create("http://127.0.0.1:" + socket.getLocalPort()))) {
			socket.setSoTimeout(10_000);
			Thread node = new Thread(() -> answerOnce(socket, ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds)));
			node.start();
			Health health = await(new MemoturnHealthIndicator(client.reactive()).health());
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			if (said) {
				Duration skew = Duration.parse(String.valueOf(health.getDetails().get("clockSkew")));
				assertThat(skew).isBetween(Duration.ofSeconds(seconds - 5), Duration.ofSeconds(seconds + 5));
			}
			else {
				assertThat(health.getDetails()).isEmpty();
			}
		}
	}

	private static void answerOnce(ServerSocket socket, ZonedDateTime date) {
		try (Socket connection = socket.accept()) {
			BufferedReader request = new BufferedReader(
					new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
			String line = request.readLine();
			while (line != null && !line.isEmpty()) {
				line = request.readLine();
			}
			connection.getOutputStream()
				.write(("HTTP/1.1 200 OK\r\nDate: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(date)
						+ "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whenThereIsNoNodeThenDown() {
		URI nobody = this.server.url();
		this.server.close();
		try (MemoturnClient client = client(nobody)) {
			Health health = await(new MemoturnHealthIndicator(client.reactive()).health());
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsOnlyKeys("error");
			assertThat(health.toString()).doesNotContain("canary").doesNotContain(nobody.getHost());
		}
	}

	/**
	 * Ask for health now, without waiting for the answer.
	 * @return the answer
	 */
	private Mono<Health> ask() {
		Mono<Health> answer = this.indicator.health().cache();
		answer.subscribe();
		return answer;
	}

	private static Health await(Mono<Health> answer) {
		return answer.blockOptional(Duration.ofSeconds(10)).orElseThrow();
	}

	private static MemoturnClient client(URI url) {
		return MemoturnClient.builder().url(url).token("canary-token").platformKey("canary-key").build();
	}

}
