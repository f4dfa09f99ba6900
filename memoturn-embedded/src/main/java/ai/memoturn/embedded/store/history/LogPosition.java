package ai.memoturn.embedded.store.history;

/**
 * A place in a write-ahead log. SQLite starts the log over with other salts, so that they
 * tell one log from the next in the same file.
 *
 * @param salts both salts of the log, 0 before the first
 * @param frames how many frames lie before the place
 */
public record LogPosition(long salts, int frames) {

	/** Before anything was logged. */
	public static final LogPosition NONE = new LogPosition(0, 0);

}
