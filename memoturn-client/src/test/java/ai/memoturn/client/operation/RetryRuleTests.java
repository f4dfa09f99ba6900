package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;

import ai.memoturn.client.error.ErrorDetails;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.options.RetrySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryRuleTests {

	private static final Duration LEFT = Duration.ofSeconds(60);

	private final RetryRule rule = new RetryRule(RetrySettings.defaults().maxAttempts(10));

	@ParameterizedTest
	@CsvSource({ "1, 100", "2, 200", "3, 400", "4, 800", "5, 1600", "6, 3200", "7, 5000", "9, 5000" })
	void waitShouldBeDrawnFromZeroToTheGrowingLimit(int attempts, long longest) {
		assertThat(this.rule.waitAfter(attempts, failure(true, null), LEFT, 0)).isZero();
		assertThat(this.rule.waitAfter(attempts, failure(true, null), LEFT, 0.5))
			.isEqualTo(Duration.ofMillis(longest).dividedBy(2));
		Random random = new Random(attempts);
		assertThat(IntStream.range(0, 128)
			.mapToObj((i) -> this.rule.waitAfter(attempts, failure(true, null), LEFT, random.nextDouble())))
			.allMatch((wait) -> wait != null && wait.compareTo(Duration.ofMillis(longest)) < 0)
			.anyMatch((wait) -> wait.compareTo(Duration.ofMillis(longest * 9 / 10)) > 0)
			.anyMatch((wait) -> wait.compareTo(Duration.ofMillis(longest / 10)) < 0);
	}

	@Test
	void whenAttemptsAreUsedUpThenStops() {
		assertThat(this.rule.waitAfter(9, failure(true, null), LEFT, 0)).isNotNull();
		assertThat(this.rule.waitAfter(10, failure(true, null), LEFT, 0)).isNull();
		assertThat(new RetryRule(RetrySettings.off()).waitAfter(1, failure(true, null), LEFT, 0)).isNull();
	}

	@Test
	void whenFailureMustNotBeRepeatedThenStops() {
		assertThat(this.rule.waitAfter(1, failure(false, null), LEFT, 0)).isNull();
		assertThat(this.rule.waitAfter(1, failure(false, Duration.ZERO), LEFT, 0)).isNull();
	}

	@Test
	void whatTheNodeAsksForShouldBeHonouredUpToTheCap() {
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ZERO), LEFT, 0.9)).isZero();
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(2)), LEFT, 0.9))
			.isEqualTo(Duration.ofSeconds(2));
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(30)), LEFT, 0.9))
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(31)), LEFT, 0.9)).isNull();
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(Long.MAX_VALUE)), LEFT, 0.9)).isNull();
	}

	@Test
	void whenTheWaitDoesNotFitThenStops() {
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(2)), Duration.ofSeconds(2), 0)).isNull();
		assertThat(this.rule.waitAfter(1, failure(true, Duration.ofSeconds(2)), Duration.ofMillis(2001), 0))
			.isEqualTo(Duration.ofSeconds(2));
		assertThat(this.rule.waitAfter(7, failure(true, null), Duration.ofSeconds(4), 0.9)).isNull();
		assertThat(this.rule.waitAfter(1, failure(true, null), Duration.ZERO, 0)).isNull();
	}

	@Test
	void whenIntervalsAreExtremeThenNothingOverflows() {
		RetryRule extreme = new RetryRule(RetrySettings.defaults()
			.maxAttempts(10)
			.initialInterval(Duration.ofDays(1))
			.multiplier(Double.MAX_VALUE)
			.maxInterval(Duration.ofDays(100_000)));
		assertThat(extreme.waitAfter(9, failure(true, null), Duration.ofSeconds(Long.MAX_VALUE), 0.5)).isPositive();
	}

	private static MemoturnException failure(boolean retryable, @Nullable Duration retryAfter) {
		return new UnavailableException("x", new ErrorDetails("unavailable", 503, retryAfter, retryable, 1));
	}

}
