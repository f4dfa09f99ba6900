package ai.memoturn.client.database;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
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
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveMemoturnDatabase with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveMemoturnDatabase with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * @param session the session id
	 * @return the handle
	 */
	ReactiveTranscript transcript(String session);

}
