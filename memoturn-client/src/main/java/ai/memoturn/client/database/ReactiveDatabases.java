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
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveDatabases with(UnaryOperator<CallOptions> options);

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
