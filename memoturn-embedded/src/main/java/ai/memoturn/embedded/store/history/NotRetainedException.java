package ai.memoturn.embedded.store.history;

/**
 * The history does not hold the state that was asked for.
 */
public final class NotRetainedException extends RuntimeException {

	NotRetainedException(long txid) {
		super("no restorable state for transaction " + Long.toUnsignedString(txid), null, false, false);
	}

}
