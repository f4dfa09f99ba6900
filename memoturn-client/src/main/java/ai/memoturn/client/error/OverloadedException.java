package ai.memoturn.client.error;

/**
 * The node has too much to do and refused the request before processing it (429). Nothing
 * was changed; {@link #retryAfter()} says when to come back.
 */
public class OverloadedException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public OverloadedException(String message, ErrorDetails details) {
		super(message, details);
	}

}
