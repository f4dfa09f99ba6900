package ai.memoturn.boot.listener;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * {@link AuditErrorHandler} that delivers again after a growing time, and hands what is
 * still not handled to a recoverer. Failures of conversion, and those that were named, go
 * to the recoverer at once, since they would come again.
 */
public final class DefaultAuditErrorHandler implements AuditErrorHandler {

	private final BackOff backOff;

	private final AuditRecoverer recoverer;

	private final List<Class<? extends Exception>> notRetryable;

	/**
	 * Create a handler that delivers three times, with waits of 1 and 2 seconds.
	 * @param recoverer takes what is not handled then
	 */
	public DefaultAuditErrorHandler(AuditRecoverer recoverer) {
		this(recoverer, backOff(3, Duration.ofSeconds(1), Duration.ofSeconds(10)), List.of());
	}

	/**
	 * Create a handler.
	 * @param recoverer takes what is not handled in the end
	 * @param backOff tells how long to wait between deliveries, and when to stop
	 * @param notRetryable exceptions that go to the recoverer at once, besides
	 * {@link ConversionException}; so do those that were caused by one
	 */
	public DefaultAuditErrorHandler(AuditRecoverer recoverer, BackOff backOff,
			Collection<Class<? extends Exception>> notRetryable) {
		this.recoverer = Objects.requireNonNull(recoverer, "recoverer must not be null");
		this.backOff = Objects.requireNonNull(backOff, "backOff must not be null");
		this.notRetryable = List.copyOf(notRetryable);
	}

	/**
	 * Return a back-off that doubles.
	 * @param attempts how many deliveries there are, 1 or more
	 * @param first the wait before the second delivery
	 * @param longest the longest wait
	 * @return the back-off
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public static BackOff backOff(int attempts, Duration first, Duration longest) {
		if (attempts < 1) {
			throw new IllegalArgumentException("attempts must be 1 or more, but is " + attempts);
		}
		if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
			throw new IllegalArgumentException("The first wait must be a millisecond or more and not exceed the "
					+ "longest, but they are " + first + " and " + longest);
		}
		ExponentialBackOff backOff = new ExponentialBackOff(first.toMillis(), 2);
		backOff.setMaxInterval(longest.toMillis());
		backOff.setMaxAttempts(attempts - 1);
		return backOff;
	}

	@Override
	public @Nullable Duration retryAfter(AuditDeliveryFailure failure) {
		if (!isRetryable(failure.cause())) {
			return null;
		}
		BackOffExecution execution = this.backOff.start();
		long wait = BackOffExecution.STOP;
		for (int i = 0; i < failure.attempt(); i++) {
			wait = execution.nextBackOff();
			if (wait == BackOffExecution.STOP) {
				return null;
			}
		}
		return Duration.ofMillis(wait);
	}

	private boolean isRetryable(Exception failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
			if (cause instanceof ConversionException || isNamed(cause)) {
				return false;
			}
		}
		return true;
	}

	private boolean isNamed(Throwable cause) {
		return this.notRetryable.stream().anyMatch((type) -> type.isInstance(cause));
	}

	@Override
	public void recover(AuditDeliveryFailure failure) throws Exception {
		this.recoverer.recover(failure);
	}

}
