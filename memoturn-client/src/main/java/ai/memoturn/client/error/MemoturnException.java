package ai.memoturn.client.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Root of everything that a Memoturn call can fail with, arguments that are refused
 * before anything is sent ({@link IllegalArgumentException}) and use of a closed client
 * or of a blocking method on a non-blocking thread ({@link IllegalStateException}) aside.
 * There is one subclass per decision that a caller can take.
 * <p>
 * Messages are for people and not stable. They hold no credential and no memory content
 * of the client's making; what the server says about its reason is quoted, cut to a
 * bounded length.
 */
public abstract class MemoturnException extends RuntimeException {

	private final ErrorDetails details;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	protected MemoturnException(String message, ErrorDetails details) {
		super(message);
		this.details = Objects.requireNonNull(details, "details must not be null");
	}

	/**
	 * Return the stable name of the failure: the protocol's error code as the server sent
	 * it, else derived from the status, else one of the client's own codes.
	 * @return the code; {@link ErrorCodes} lists the known ones
	 */
	public String code() {
		return this.details.code();
	}

	/**
	 * Return the HTTP status of the answer.
	 * @return the status, 0 when there was no answer
	 */
	public int status() {
		return this.details.status();
	}

	/**
	 * Return how long the server asks to wait before the next attempt. Not bounded: a
	 * server may ask for more than a caller wants to wait.
	 * @return the time to wait, rounded up to whole seconds; empty when the server did
	 * not say, or said something that is no time
	 */
	public Optional<Duration> retryAfter() {
		return Optional.ofNullable(this.details.retryAfter());
	}

	/**
	 * Return whether the same call may be made again: the failure may pass, and a
	 * repetition does no harm even if the first attempt took effect. This takes the
	 * operation into account, so the same failure can be retryable for a recall and not
	 * for an ingest.
	 * @return {@code true} if a repetition is harmless and may help
	 */
	public boolean isRetryable() {
		return this.details.retryable();
	}

	/**
	 * Return how often the client tried the request before it gave up. More than one
	 * attempt means that its own repetitions did not help, so another layer that repeats
	 * at once will hardly do better.
	 * @return the number of attempts, those that got no connection included; 0 when the
	 * call ended before the first
	 */
	public int attempts() {
		return this.details.attempts();
	}

}
