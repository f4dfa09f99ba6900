package ai.memoturn.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import ai.memoturn.client.audit.AuditStream;
import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.client.database.Databases;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ProfileInfo;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.options.RetryStatus;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.token.Tokens;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Blocking client of one Memoturn node or cluster. Thread-safe; make one per node and
 * share it, since each has connections and threads of its own. Making one connects
 * nothing and starts no thread.
 * <p>
 * Redirects are never followed, so no credential leaves for another origin.
 *
 * <pre>{@code
 * try (MemoturnClient memoturn = MemoturnClient.builder().url("http://127.0.0.1:8080").build()) {
 *     MemoryProfile alice = memoturn.memory("acme", "alice");
 *     alice.ingest(MemoryInput.fact("user.diet", "vegetarian since 2024"));
 *     RecallResult hits = alice.recall("diet");
 * }
 * }</pre>
 *
 * @see ReactiveMemoturnClient
 */
public interface MemoturnClient extends AutoCloseable {

	/**
	 * Start building a client.
	 * @return a builder; {@link Builder#url(String)} is the one setting without a default
	 */
	static Builder builder() {
		return new DefaultMemoturnClientBuilder();
	}

	/**
	 * Return a view of this client whose calls, and those of the handles taken from it,
	 * ask for something else. It shares connections, tokens and the budget of repetitions
	 * with this client; closing either closes both. Nothing is sent.
	 * @param options changes the options of this client
	 * @return the view
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	MemoturnClient with(UnaryOperator<CallOptions> options);

	/**
	 * Return a view of this client whose calls, and those of the handles taken from it,
	 * have just these options.
	 * @param options the options, in place of those of this client
	 * @return the view
	 * @see #with(UnaryOperator)
	 */
	default MemoturnClient with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Return a handle on the memories of a profile. Nothing is sent: profiles come into
	 * existence with their first ingest.
	 * @param namespace the namespace
	 * @param profile the profile
	 * @return the handle
	 * @throws IllegalArgumentException if one of the names breaks the protocol's rule: 1
	 * to 64 characters of {@code a-z 0-9 _ -}, the first a letter or digit, no
	 * {@code --}, no {@code -} at the end
	 */
	MemoryProfile memory(String namespace, String profile);

	/**
	 * List the profiles of a namespace.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param namespace the namespace
	 * @return the profiles by ascending name; empty when there are none
	 * @throws IllegalArgumentException if the name breaks the protocol's rule
	 * @throws MemoturnException if the call fails, of the kinds described at
	 * {@link MemoryProfile}
	 */
	List<ProfileInfo> profiles(String namespace);

	/**
	 * Return a handle on a database, of a profile or a plain one. Nothing is sent.
	 * @param spec the name of the database, {@code {namespace}--{profile}} for that of a
	 * profile, and perhaps a branch behind an {@code @}: {@code acme--alice@draft}
	 * @return the handle; on the main branch when the spec names none
	 * @throws IllegalArgumentException if no server can have a database or branch of that
	 * name
	 */
	MemoturnDatabase database(String spec);

	/**
	 * Return what creates, lists and deletes databases. Nothing is sent.
	 * @return the databases of the node
	 */
	Databases databases();

	/**
	 * Return what mints tokens. Nothing is sent.
	 * @return the tokens of the node
	 */
	Tokens tokens();

	/**
	 * Return what reads and puts governance policies. Nothing is sent.
	 * @return the policies of the node
	 */
	Policies policies();

	/**
	 * Return a handle on the audit stream of a namespace. Nothing is sent.
	 * @param namespace the namespace
	 * @return the handle
	 * @throws IllegalArgumentException if the name breaks the protocol's rule
	 */
	AuditStream audit(String namespace);

	/**
	 * Ask the node whether it serves requests. Needs no credential.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @return what the node says of itself
	 * @throws MemoturnException if the node does not serve requests
	 */
	NodeStatus ping();

	/**
	 * Return how many connections there are now. Asks nobody and sends nothing.
	 * @return the status; none is open before the first call
	 */
	ConnectionStatus connections();

	/**
	 * Return how requests were repeated so far. Asks nobody and sends nothing.
	 * @return the status; nothing is repeated before the first call
	 */
	RetryStatus retries();

	/**
	 * Return the reactive face of this client. It shares connections and settings, and
	 * ends with this client.
	 * @return the reactive client
	 */
	ReactiveMemoturnClient reactive();

	/**
	 * Close the connections and end the threads of the client. Calls in flight fail;
	 * later calls are refused with {@link IllegalStateException}. May be called again.
	 */
	@Override
	void close();

	/**
	 * Builds clients. Not thread-safe; may be used for several clients.
	 */
	interface Builder {

		/**
		 * Set where to find the node. Required: there is no default, since a client that
		 * falls back to some address of its own hides a missing setting.
		 * @param url an http or https URL with a host, and perhaps a path, under which
		 * the node's paths lie; without user info, query and fragment. Slashes at the end
		 * are dropped
		 * @return this builder
		 * @throws IllegalArgumentException if the URL is anything else
		 */
		Builder url(String url);

		/**
		 * Set where to find the node.
		 * @param url see {@link #url(String)}
		 * @return this builder
		 * @throws IllegalArgumentException as of {@link #url(String)}
		 */
		Builder url(URI url);

		/**
		 * Set where to find the node, to be asked on each call. The call fails with what
		 * the supplier throws, and with {@link IllegalArgumentException} if it returns
		 * anything but a URL of the kind described at {@link #url(String)}.
		 * @param url supplies the base URL; called on the calling or subscribing thread,
		 * so it must not block
		 * @return this builder
		 */
		Builder url(Supplier<URI> url);

		/**
		 * Set the token for calls on memories and databases.
		 * @param token the token; {@code null} to use the platform key, if there is one
		 * @return this builder
		 * @throws IllegalArgumentException if the token is empty, or has blanks or other
		 * characters that a token never has; it is not echoed
		 */
		Builder token(@Nullable String token);

		/**
		 * Set the platform key for control calls.
		 * @param platformKey the key; {@code null} to use the token, if there is one
		 * @return this builder
		 * @throws IllegalArgumentException if the key is empty, or has blanks or other
		 * characters that a key never has; it is not echoed
		 */
		Builder platformKey(@Nullable String platformKey);

		/**
		 * Set where the platform key comes from, in place of one that stays the same. A
		 * call fails with what the supplier throws, and with
		 * {@link IllegalArgumentException} if it returns what
		 * {@link #platformKey(String)} would refuse. Of both the one set last counts.
		 * @param platformKey supplies the key, or {@code null} where there is none; asked
		 * on each attempt that needs it, on the calling or subscribing thread, so it must
		 * not block
		 * @return this builder
		 */
		Builder platformKeys(Supplier<@Nullable String> platformKey);

		/**
		 * Set what finds the token of each call on memories and databases, in place of a
		 * fixed one.
		 * @param source the source; {@code null} for none
		 * @return this builder
		 */
		Builder tokens(@Nullable TokenSource source);

		/**
		 * Have the client mint the tokens for calls on memories and databases from the
		 * platform key, in place of a fixed one.
		 * @param minting how to mint; {@code null} for not at all
		 * @return this builder
		 */
		Builder mintTokens(@Nullable TokenMinting minting);

		/**
		 * Set the source for ingested and extracted memories that name none.
		 * @param source who stores memories through this client; {@code null} for none
		 * @return this builder
		 */
		Builder source(@Nullable String source);

		/**
		 * Set how long connecting may take.
		 * @param connectTimeout longer than zero, at most the total time limit; 5 seconds
		 * by default, or the total time limit if that is shorter
		 * @return this builder
		 * @throws IllegalArgumentException if the time is not longer than zero
		 */
		Builder connectTimeout(Duration connectTimeout);

		/**
		 * Set how long the node may stay silent during an exchange.
		 * @param responseTimeout longer than zero, at most the total time limit, which is
		 * also the default
		 * @return this builder
		 * @throws IllegalArgumentException if the time is not longer than zero
		 */
		Builder responseTimeout(Duration responseTimeout);

		/**
		 * Set how long a call may take in all: waiting for a connection, connecting,
		 * sending and receiving, repetitions and the waits between them included.
		 * @param totalTimeout longer than zero; 30 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if the time is not longer than zero
		 */
		Builder totalTimeout(Duration totalTimeout);

		/**
		 * Set how many connections there may be.
		 * @param maxConnections 1 or more; 100 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		Builder maxConnections(int maxConnections);

		/**
		 * Set how many calls may wait for a connection when all are in use, for half of
		 * the total time limit; more are refused with
		 * {@link ai.memoturn.client.error.UnavailableException}, unsent.
		 * @param maxWaitingCalls 1 or more; ten times the connections by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		Builder maxWaitingCalls(int maxWaitingCalls);

		/**
		 * Set how long a connection may stay unused before it is closed. Should be
		 * shorter than the time after which the node, or a proxy before it, closes it.
		 * @param maxIdleTime longer than zero; 15 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if the time is not longer than zero
		 */
		Builder maxIdleTime(Duration maxIdleTime);

		/**
		 * Set whom to trust, and as whom to appear, on https connections. Without it, the
		 * node's certificate must be one that the Java platform trusts. The host name of
		 * the URL is checked against the certificate in any case.
		 * @param context has the trust and, where the node asks for it, the key
		 * @param parameters of which cipher suites and protocols are taken, where they
		 * are set; {@code null} for those of the context
		 * @return this builder
		 */
		Builder tls(SSLContext context, @Nullable SSLParameters parameters);

		/**
		 * Set how large an answer may be, counted after decompression.
		 * @param bytes 1 or more; 16 MiB by default
		 * @return this builder
		 * @throws IllegalArgumentException if the size is below 1
		 */
		Builder maxResponseSize(int bytes);

		/**
		 * Set when a call that failed is sent again. What may be sent again at all is
		 * stated for each operation.
		 * @param retry the settings; {@link RetrySettings#defaults()} by default,
		 * {@link RetrySettings#off()} to send everything once
		 * @return this builder
		 */
		Builder retry(RetrySettings retry);

		/**
		 * Set how long the client remembers the highest transaction id that it has seen
		 * of a branch, and asks for nothing older when it reads: so that it reads what it
		 * has written, whichever node of a cluster answers. After a rewind or a deletion
		 * by others, one read at most says that it is stale.
		 * @param life zero or longer, counted from when the id was first seen; zero turns
		 * this off. 30 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if the time is negative
		 */
		Builder readYourWrites(Duration life);

		/**
		 * Set what the client is called where calls are observed, so that those of
		 * several clients can be told apart.
		 * @param name the name; {@code default} unless it is set
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank
		 */
		Builder name(String name);

		/**
		 * Set whom to tell of calls, as
		 * {@link ai.memoturn.client.observation.MemoturnObservation} documents.
		 * @param registry the registry; {@link ObservationRegistry#NOOP} by default,
		 * which costs nothing
		 * @return this builder
		 */
		Builder observationRegistry(ObservationRegistry registry);

		/**
		 * Set how calls are named where they are observed.
		 * @param convention the convention; {@code null} for the registry's or else the
		 * documented one
		 * @return this builder
		 */
		Builder observationConvention(@Nullable MemoturnCallConvention convention);

		/**
		 * Build a client.
		 * @return the client
		 * @throws IllegalArgumentException if there is no URL, a time limit is longer
		 * than the total time limit, tokens are to be minted without a platform key, or
		 * there is more than one of token, source of tokens and minting
		 */
		MemoturnClient build();

	}

}
