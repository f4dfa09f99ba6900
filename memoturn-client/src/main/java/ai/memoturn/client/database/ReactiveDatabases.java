package ai.memoturn.client.database;

import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The databases of a node, without blocking: the twin of {@link Databases}, where each
 * operation, its failures and what may be repeated are described. Subscriptions, threads
 * and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}.
 *
 * @see Databases
 */
public interface ReactiveDatabases {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	ReactiveDatabases with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default ReactiveDatabases with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Create a plain database.
	 * @param name the name
	 * @return the database
	 * @see Databases#create(String)
	 */
	Mono<DatabaseInfo> create(String name);

	/**
	 * List all databases of the node, those of profiles included.
	 * @return the databases by ascending name, from one answer
	 * @see Databases#list()
	 */
	Flux<DatabaseInfo> list();

	/**
	 * Remove a database for good.
	 * @param name the name, without a branch
	 * @return {@code true} if it was removed, {@code false} if there was none
	 * @see Databases#delete(String)
	 */
	Mono<Boolean> delete(String name);

}
