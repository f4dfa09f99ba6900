package ai.memoturn.client.error;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoturnException} tells besides its message.
 *
 * @param code the protocol's error code, or one of the client's own, see
 * {@link ErrorCodes}
 * @param status the HTTP status of the answer, 0 when there was none
 * @param retryAfter how long the server asks to wait, {@code null} when it did not say
 * @param retryable whether the same call may be made again without harm
 * @param attempts how often the request was tried, 0 when the call ended before that
 * @serial exclude
 */
public record ErrorDetails(String code, int status, @Nullable Duration retryAfter, boolean retryable,
		int attempts) implements Serializable {

	/**
	 * Check what the record is made of.
	 * @param code the protocol's error code
	 * @param status the HTTP status of the answer
	 * @param retryAfter how long the server asks to wait
	 * @param retryable whether the same call may be made again without harm
	 * @param attempts how often the request was tried
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public ErrorDetails {
		Objects.requireNonNull(code, "code must not be null");
	}

}
