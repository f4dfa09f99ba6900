package ai.memoturn.client.error;

/**
 * The node failed (500), or answered something that fits nothing else, such as a
 * redirect, which is never followed. Never repeated by the client.
 */
public class ServerErrorException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public ServerErrorException(String message, ErrorDetails details) {
		super(message, details);
	}

}
