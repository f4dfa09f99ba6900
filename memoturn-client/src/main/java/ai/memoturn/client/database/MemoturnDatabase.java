package ai.memoturn.client.database;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.transcript.Transcript;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a database: of a profile's, where it holds what the memories of the
 * profile are stored beside, or of a plain one. Handles are immutable, cheap, may be
 * shared between threads, and stay usable until their client is closed.
 *
 * @see ReactiveMemoturnDatabase
 */
public interface MemoturnDatabase {

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
	 * Return a handle on another branch of this database. Nothing is sent; whether the
	 * branch exists shows on use.
	 * @param branch the branch
	 * @return the handle
	 * @throws IllegalArgumentException if no server can have created a branch of that
	 * name
	 */
	MemoturnDatabase onBranch(String branch);

	/**
	 * Return a handle like this one whose calls, and those of the handles taken from it,
	 * ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	MemoturnDatabase with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default MemoturnDatabase with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the transcript of a session, on the branch of this handle.
	 * Nothing is sent.
	 * @param session the session id
	 * @return the handle
	 * @throws IllegalArgumentException if the id is empty, {@code .}, {@code ..} or no
	 * well-formed text
	 */
	Transcript transcript(String session);

}
