package ai.memoturn.client.error;

/**
 * The server refused the request as such: malformed, too large, of the wrong kind, or
 * against a rule (400, 413, 415, 422 and any other 4xx that has no exception of its own).
 * Nothing was changed. The same request is refused again, so change it.
 */
public class InvalidRequestException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public InvalidRequestException(String message, ErrorDetails details) {
		super(message, details);
	}

}
