package ai.memoturn.client.error;

/**
 * The node lacks the provider that the operation needs, for example a language model for
 * ask or extract (503 with the code {@code unconfigured}). Nothing was changed, and
 * repeating does not help: the node must be configured.
 */
public class UnconfiguredException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public UnconfiguredException(String message, ErrorDetails details) {
		super(message, details);
	}

}
