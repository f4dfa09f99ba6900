package ai.memoturn.client.database;

import java.util.List;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;

/**
 * The databases of a node, for whoever holds the platform key. Servers limit how often
 * these operations are called, 10 a second by default, and refuse more with
 * {@link ai.memoturn.client.error.OverloadedException}.
 * <p>
 * Every method blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}.
 *
 * @see ReactiveDatabases
 */
public interface Databases {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	Databases with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default Databases with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Create a plain database. The database of a profile comes into existence with the
	 * first ingest instead.
	 * <p>
	 * Repetition: the second answer to a creation is that the name is taken, so only a
	 * call that provably never left, or was refused as overload, is repeated.
	 * @param name the name: not empty, not {@code .} or {@code ..}, and without
	 * {@code @}, {@code /}, {@code --} and control characters
	 * @return the database
	 * @throws IllegalArgumentException if the name breaks the rule
	 * @throws ai.memoturn.client.error.ConflictException if the name is taken
	 * @throws MemoturnException if the call fails
	 */
	DatabaseInfo create(String name);

	/**
	 * List all databases of the node, those of profiles included.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @return the databases by ascending name; empty when there are none
	 * @throws MemoturnException if the call fails
	 */
	List<DatabaseInfo> list();

	/**
	 * Remove a database for good: all branches, all data and the history. A profile goes
	 * with its database.
	 * <p>
	 * Repetition: a second deletion would remove what was created under the same name in
	 * between, so only a call that provably never left, or was refused as overload, is
	 * repeated.
	 * @param name the name, without a branch
	 * @return {@code true} if it was removed, {@code false} if there was none
	 * @throws IllegalArgumentException if no server can have a database of that name
	 * @throws MemoturnException if the call fails
	 */
	boolean delete(String name);

}
