package ai.memoturn.client.error;

/**
 * The node could not be reached or could not serve the request just now, and nothing was
 * changed: no connection, a refusal before processing (503), or, for operations that only
 * read, any answer that was lost, cut or unreadable. {@link #isRetryable()} says whether
 * the operation may be repeated.
 */
public class UnavailableException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public UnavailableException(String message, ErrorDetails details) {
		super(message, details);
	}

}
