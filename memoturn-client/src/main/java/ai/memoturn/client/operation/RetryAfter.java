package ai.memoturn.client.operation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header: seconds, possibly with a fraction, or a date.
 */
final class RetryAfter {

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,64}(\\.[0-9]{1,64})?");

	private RetryAfter() {
	}

	/**
	 * Return the longest wait that the values ask for.
	 * @param values the header's values
	 * @param clock what a date is compared with
	 * @return the wait, rounded up to whole seconds, unbounded; {@code null} when no
	 * value says one
	 */
	static @Nullable Duration parse(List<String> values, Clock clock) {
		return values.stream()
			.map((value) -> parse(value.strip(), clock))
			.filter(Objects::nonNull)
			.max(Duration::compareTo)
			.orElse(null);
	}

	private static @Nullable Duration parse(String value, Clock clock) {
		if (SECONDS.matcher(value).matches()) {
			BigDecimal seconds = new BigDecimal(value).setScale(0, RoundingMode.CEILING);
			return Duration.ofSeconds(seconds.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
		}
		try {
			Duration wait = Duration.between(clock.instant(),
					ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
			if (wait.isNegative()) {
				return Duration.ZERO;
			}
			return Duration.ofSeconds((wait.getNano() == 0) ? wait.toSeconds() : wait.toSeconds() + 1);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
