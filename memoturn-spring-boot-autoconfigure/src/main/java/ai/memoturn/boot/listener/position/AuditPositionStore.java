package ai.memoturn.boot.listener.position;

import java.util.Optional;

/**
 * Keeps the positions of listeners, each as one value that is replaced whole and only by
 * whoever knows the version it replaces. Implementations are thread-safe. They are called
 * on the threads of listeners and may block, and fail with an exception of their own,
 * after which the listener asks again later.
 */
public interface AuditPositionStore {

	/**
	 * Load the position of a listener.
	 * @param listener the id of the listener
	 * @return the position; empty when none was stored
	 * @throws UnreadablePositionException if there is one which cannot be read; the
	 * listener stops
	 */
	Optional<Stored> load(String listener);

	/**
	 * Store a position if the version that is stored is the expected one. May be
	 * repeated: a repetition after success returns {@code false}.
	 * @param expected the version that was loaded, 0 when there was none; the position is
	 * stored with the version behind it
	 * @param position the position
	 * @return {@code false} if another version is stored, and nothing was changed
	 */
	boolean save(long expected, AuditPosition position);

	/**
	 * Say where positions are kept, for people.
	 * @return a place, without credentials
	 */
	String describe();

	/**
	 * Return whether positions outlast the application.
	 * @return {@code true} unless they are kept in memory alone
	 */
	default boolean isDurable() {
		return true;
	}

	/**
	 * A position as it is stored.
	 *
	 * @param version 1 or more
	 * @param position the position
	 */
	record Stored(long version, AuditPosition position) {

	}

}
