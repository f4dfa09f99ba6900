package ai.memoturn.client.token;

import java.time.Duration;
import java.util.function.UnaryOperator;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Mints tokens without blocking: the twin of {@link Tokens}, where each operation, its
 * failures and what may be repeated are described. Each subscription mints a token of its
 * own. Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}.
 *
 * @see Tokens
 */
public interface ReactiveTokens {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	ReactiveTokens with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default ReactiveTokens with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Mint a token for one database that lasts as long as the node likes.
	 * @param database the name of the database
	 * @param scope what the token allows
	 * @return the token
	 * @see Tokens#mintForDatabase(String, TokenScope)
	 */
	default Mono<MintedToken> mintForDatabase(String database, TokenScope scope) {
		return mintForDatabase(database, scope, null);
	}

	/**
	 * Mint a token for one database, with all its branches.
	 * @param database the name of the database
	 * @param scope what the token allows
	 * @param ttl how long the token is valid, {@code null} for the node's default
	 * @return the token
	 * @see Tokens#mintForDatabase(String, TokenScope, Duration)
	 */
	Mono<MintedToken> mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl);

	/**
	 * Mint a token for a namespace that lasts as long as the node likes.
	 * @param namespace the namespace
	 * @param scope what the token allows
	 * @return the token
	 * @see Tokens#mintForNamespace(String, TokenScope)
	 */
	default Mono<MintedToken> mintForNamespace(String namespace, TokenScope scope) {
		return mintForNamespace(namespace, scope, null);
	}

	/**
	 * Mint a token for all profiles of a namespace, those to come included.
	 * @param namespace the namespace
	 * @param scope what the token allows
	 * @param ttl how long the token is valid, {@code null} for the node's default
	 * @return the token
	 * @see Tokens#mintForNamespace(String, TokenScope, Duration)
	 */
	Mono<MintedToken> mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl);

}
