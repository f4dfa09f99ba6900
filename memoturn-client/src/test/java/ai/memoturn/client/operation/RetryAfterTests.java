package ai.memoturn.client.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T12:00:00.500Z"), ZoneOffset.UTC);

	static Stream<Arguments> headers() {
		return Stream.of(row(null), row(Duration.ZERO, "0"), row(Duration.ofSeconds(1), "1"),
				row(Duration.ofSeconds(2), "1.5"), row(Duration.ofSeconds(1), "0.001"),
				row(Duration.ofSeconds(7), " 7 "), row(null, "-1"), row(null, ""), row(null, "soon"), row(null, "1e3"),
				row(null, "0x10"), row(null, "1,5"), row(null, "١"),
				row(Duration.ofSeconds(99999999999999L), "99999999999999"),
				row(Duration.ofSeconds(Long.MAX_VALUE), "9".repeat(40)),
				row(Duration.ofSeconds(30), "Mon, 01 Jun 2026 12:00:30 GMT"),
				row(Duration.ZERO, "Mon, 01 Jun 2026 11:00:00 GMT"), row(null, "Tue, 01 Jun 2026 12:00:30 GMT"),
				row(Duration.ofSeconds(5), "1", "5", "3"), row(Duration.ofSeconds(3), "x", "3"));
	}

	@ParameterizedTest
	@MethodSource("headers")
	void waitShouldBeTheLongestSaid(@Nullable Duration wait, List<String> values) {
		assertThat(RetryAfter.parse(values, CLOCK)).isEqualTo(wait);
	}

	private static Arguments row(@Nullable Duration wait, String... values) {
		return Arguments.of(wait, List.of(values));
	}

}
