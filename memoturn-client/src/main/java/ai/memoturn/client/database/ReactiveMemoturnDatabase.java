package ai.memoturn.client.database;

import ai.memoturn.client.transcript.ReactiveTranscript;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a database, without blocking: the twin of {@link MemoturnDatabase}. No
 * method throws; a name that breaks a rule shows as an error signal of the operations.
 *
 * @see MemoturnDatabase
 */
public interface ReactiveMemoturnDatabase {

	/**
	 * Return the name of the database, without a branch.
	 * @return the name
	 */
	String name();

	/**
	 * Return the branch that this handle addresses.
	 * @return the branch, or {@code null} for the main one
	 */
	@Nullable String branch();

	/**
	 * Return a handle on another branch of this database.
	 * @param branch the branch
	 * @return the handle
	 */
	ReactiveMemoturnDatabase onBranch(String branch);

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * @param session the session id
	 * @return the handle
	 */
	ReactiveTranscript transcript(String session);

}
