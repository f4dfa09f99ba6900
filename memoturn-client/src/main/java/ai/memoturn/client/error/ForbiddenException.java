package ai.memoturn.client.error;

/**
 * The credential is valid but does not cover this database or operation, was revoked by a
 * deletion, or a policy denies the operation (403). Nothing was changed.
 */
public class ForbiddenException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public ForbiddenException(String message, ErrorDetails details) {
		super(message, details);
	}

}
