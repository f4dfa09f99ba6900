package ai.memoturn.client;

import java.util.function.UnaryOperator;

import ai.memoturn.client.audit.ReactiveAuditStream;
import ai.memoturn.client.database.ReactiveDatabases;
import ai.memoturn.client.database.ReactiveMemoturnDatabase;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.policy.ReactivePolicies;
import ai.memoturn.client.token.ReactiveTokens;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reactive face of a {@link MemoturnClient}, on the same connections. Nothing is sent
 * before subscription, each subscription is a call of its own, cancelling one cancels its
 * exchange, and every failure is an error signal.
 *
 * @see MemoturnClient#reactive()
 */
public interface ReactiveMemoturnClient {

	/**
	 * Return a view of this client whose calls, and those of the handles taken from it,
	 * ask for something else.
	 * @param options changes the options of this client
	 * @return the view, on the same connections
	 * @throws IllegalArgumentException if an option is outside its range
	 * @see MemoturnClient#with(UnaryOperator)
	 */
	ReactiveMemoturnClient with(UnaryOperator<CallOptions> options);

	/**
	 * Return a view of this client whose calls, and those of the handles taken from it,
	 * have just these options.
	 * @param options the options, in place of those of this client
	 * @return the view, on the same connections
	 * @see #with(UnaryOperator)
	 */
	default ReactiveMemoturnClient with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the memories of a profile. A name that breaks the protocol's
	 * rule shows as an error signal of the operations.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return the handle
	 */
	ReactiveMemoryProfile memory(String namespace, String profile);

	/**
	 * List the profiles of a namespace.
	 * @param namespace the namespace
	 * @return the profiles by ascending name, from one answer
	 * @see MemoturnClient#profiles(String)
	 */
	Flux<ProfileInfo> profiles(String namespace);

	/**
	 * Return a handle on a database, of a profile or a plain one. A spec that breaks a
	 * rule shows as an error signal of the operations.
	 * @param spec the name of the database, and perhaps a branch behind an {@code @}
	 * @return the handle
	 * @see MemoturnClient#database(String)
	 */
	ReactiveMemoturnDatabase database(String spec);

	/**
	 * Return what creates, lists and deletes databases.
	 * @return the databases of the node
	 */
	ReactiveDatabases databases();

	/**
	 * Return what mints tokens.
	 * @return the tokens of the node
	 */
	ReactiveTokens tokens();

	/**
	 * Return what reads and puts governance policies.
	 * @return the policies of the node
	 */
	ReactivePolicies policies();

	/**
	 * Return a handle on the audit stream of a namespace. A name that breaks the
	 * protocol's rule shows as an error signal of the operations.
	 * @param namespace the namespace
	 * @return the handle
	 * @see MemoturnClient#audit(String)
	 */
	ReactiveAuditStream audit(String namespace);

	/**
	 * Ask the node whether it serves requests.
	 * @return what the node says of itself
	 * @see MemoturnClient#ping()
	 */
	Mono<NodeStatus> ping();

}
