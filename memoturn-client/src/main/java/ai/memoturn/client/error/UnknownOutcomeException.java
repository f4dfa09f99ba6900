package ai.memoturn.client.error;

/**
 * A write was sent, but its answer was lost, cut, unreadable, or came from something
 * between the client and the node (408, 502, 504): it may or may not have been applied.
 * Look before repeating it. {@link #isRetryable()} is {@code true} only where a
 * repetition is harmless either way, for example for a batch of nothing but events, which
 * the server recognizes as duplicates.
 */
public class UnknownOutcomeException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public UnknownOutcomeException(String message, ErrorDetails details) {
		super(message, details);
	}

}
