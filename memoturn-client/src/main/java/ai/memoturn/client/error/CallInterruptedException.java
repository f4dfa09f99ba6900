package ai.memoturn.client.error;

/**
 * The thread that waited for a blocking call was interrupted. The wait ended at once, the
 * exchange was cancelled and the interrupt flag of the thread is set. A write may or may
 * not have been applied unless the message says that it was never sent.
 */
public class CallInterruptedException extends MemoturnException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param details code, status and advice
	 */
	public CallInterruptedException(String message, ErrorDetails details) {
		super(message, details);
	}

}
