package ai.memoturn.client.error;

/**
 * The total time limit of the call ran out; the exchange was cancelled. A read changed
 * nothing. A write may or may not have been applied unless the message says that it was
 * never sent.
 */
public class DeadlineExceededException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public DeadlineExceededException(String message, ErrorDetails details) {
		super(message, details);
	}

}
