package ai.memoturn.client.token;

import java.time.Duration;
import java.util.function.UnaryOperator;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * Mints tokens, for whoever holds the platform key. A token cannot be looked up, renewed
 * or revoked on its own; deleting a database revokes what was minted before for writing
 * to it. Servers limit how often these operations are called, 10 a second by default for
 * all control operations together, and refuse more with
 * {@link ai.memoturn.client.error.OverloadedException}; so keep a token until shortly
 * before it expires.
 * <p>
 * Every method blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}.
 * {@link ai.memoturn.client.error.InvalidRequestException} also says that the node runs
 * without authorization, and so has no tokens.
 * <p>
 * Repetition: each call that arrives makes a token of its own, which nothing can take
 * back, so only a call that provably never left, or was refused as overload, is repeated.
 *
 * @see ReactiveTokens
 */
public interface Tokens {

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle; may limit the time and say what
	 * is repeated
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range, or is a lowest
	 * transaction id or durability, which mean nothing to these operations
	 */
	Tokens with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 * @throws IllegalArgumentException as of {@link #with(UnaryOperator)}
	 */
	default Tokens with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Mint a token for one database that lasts as long as the node likes, by default an
	 * hour.
	 * @param database the name of the database
	 * @param scope what the token allows
	 * @return the token
	 * @see #mintForDatabase(String, TokenScope, Duration)
	 */
	default MintedToken mintForDatabase(String database, TokenScope scope) {
		return mintForDatabase(database, scope, null);
	}

	/**
	 * Mint a token for one database, with all its branches. The database must exist, and
	 * that of a profile comes into existence with its first ingest: mint for the
	 * namespace where that may still lie ahead.
	 * @param database the name of the database, {@code {namespace}--{profile}} for that
	 * of a profile; without a branch
	 * @param scope what the token allows
	 * @param ttl how long the token is valid: whole seconds, zero (which leaves a few
	 * seconds) or more, {@code null} for the node's default
	 * @return the token
	 * @throws IllegalArgumentException if no server can have a database of that name, or
	 * the time is negative, has a fraction of a second or is longer than 2^53 seconds
	 * @throws ai.memoturn.client.error.NotFoundException if there is no such database
	 * @throws MemoturnException if the call fails
	 */
	MintedToken mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl);

	/**
	 * Mint a token for a namespace that lasts as long as the node likes, by default an
	 * hour.
	 * @param namespace the namespace
	 * @param scope what the token allows
	 * @return the token
	 * @see #mintForNamespace(String, TokenScope, Duration)
	 */
	default MintedToken mintForNamespace(String namespace, TokenScope scope) {
		return mintForNamespace(namespace, scope, null);
	}

	/**
	 * Mint a token for all profiles of a namespace, those to come included. Neither the
	 * namespace nor a profile need exist.
	 * @param namespace the namespace
	 * @param scope what the token allows
	 * @param ttl how long the token is valid: whole seconds, zero (which leaves a few
	 * seconds) or more, {@code null} for the node's default
	 * @return the token
	 * @throws IllegalArgumentException if the name breaks the protocol's rule, or the
	 * time is negative, has a fraction of a second or is longer than 2^53 seconds
	 * @throws MemoturnException if the call fails
	 */
	MintedToken mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl);

}
