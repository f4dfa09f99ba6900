package ai.memoturn.embedded.store.history;

/**
 * The log does not go on where the history ends: something else than this node has
 * written to the files.
 */
public final class HistoryGapException extends RuntimeException {

	public HistoryGapException(String message) {
		super(message);
	}

}
