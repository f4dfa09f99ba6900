package ai.memoturn.client.error;

/**
 * The state of the database does not allow the operation, the name is taken, or another
 * writer was first (409). Nothing was changed. Look at the state before trying again.
 */
public class ConflictException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public ConflictException(String message, ErrorDetails details) {
		super(message, details);
	}

}
