package ai.memoturn.boot.health;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
