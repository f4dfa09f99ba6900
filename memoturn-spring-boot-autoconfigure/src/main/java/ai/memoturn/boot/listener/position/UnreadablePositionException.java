package ai.memoturn.boot.listener.position;

/**
 * A stored position cannot be read. The listener stops: to begin anew by itself would
 * repeat or skip events.
 */
public class UnreadablePositionException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param listener the id of the listener
	 * @param reason what is wrong with its position
	 */
	public UnreadablePositionException(String listener, String reason) {
		super("The stored position of the audit listener '" + listener + "' cannot be read: " + reason
				+ ". Restore it from a backup, or remove it to let the listener begin where its 'from' says");
	}

}
