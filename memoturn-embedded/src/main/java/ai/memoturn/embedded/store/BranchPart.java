package ai.memoturn.embedded.store;

/**
 * What a service keeps in memory of an open branch, beside the rows in its file.
 * <p>
 * Readers take a {@link #view() view} without a lock, right after their SQLite snapshot
 * has begun. A view therefore holds <em>at least</em> what belongs to the rows of that
 * snapshot: a part grows before the commit and only drops things after the commit of
 * their deletion, in a new {@linkplain View#generation() generation}, which makes a
 * reader that is just beginning start again. What a view holds beyond its snapshot is
 * told apart by its row not being there; row ids are never reused.
 *
 * @param <V> what readers see
 */
public interface BranchPart<V extends BranchPart.View> {

	/**
	 * Return what readers see. Called by any thread.
	 * @return the current view, which does not lose anything later
	 */
	V view();

	/**
	 * Note where the part stands. Called by the writer before each request.
	 * @return how to get back there
	 */
	Runnable mark();

	/**
	 * Everything since the last call has been committed. Called by the writer.
	 */
	void committed();

	/**
	 * What readers see of a part.
	 */
	interface View {

		/**
		 * Return a number that changes whenever something that an earlier view held is
		 * dropped.
		 * @return the generation
		 */
		long generation();

	}

}
