package ai.memoturn.client.error;

/**
 * The answer to a read is larger than the client accepts, counted after decompression.
 * Ask for less, or raise the limit ({@code maxResponseSize} of the client builder). The
 * answer to a write that is too large is an {@link UnknownOutcomeException}.
 */
public class AnswerTooLargeException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public AnswerTooLargeException(String message, ErrorDetails details) {
		super(message, details);
	}

}
