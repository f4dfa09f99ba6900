package ai.memoturn.client.error;

/**
 * The credential is missing, malformed, expired or of the wrong kind (401). Nothing was
 * changed. Give the client a valid token or platform key.
 */
public class UnauthorizedException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public UnauthorizedException(String message, ErrorDetails details) {
		super(message, details);
	}

}
