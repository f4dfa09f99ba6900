package ai.memoturn.client.error;

/**
 * The profile, branch or thing that was named does not exist (404); {@link #code()} says
 * which. Looking up and forgetting a memory never end in this: absence is their answer.
 */
public class NotFoundException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public NotFoundException(String message, ErrorDetails details) {
		super(message, details);
	}

}
