package ai.memoturn.embedded.store.history;

/**
 * A file of the history, or the file whose history it is, does not hold what it ought to.
 */
public final class DamagedHistoryException extends RuntimeException {

	public DamagedHistoryException(String message) {
		super(message);
	}

}
