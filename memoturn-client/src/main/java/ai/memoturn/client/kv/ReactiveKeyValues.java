package ai.memoturn.client.kv;

import java.time.Duration;
import java.util.function.UnaryOperator;

import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The key-value pairs of one namespace, without blocking: the twin of {@link KeyValues},
 * where each operation, its failures and what may be repeated are described.
 * Subscriptions, threads and cancelling are as described at
 * {@link ai.memoturn.client.memory.ReactiveMemoryProfile}: no method throws, blocks or
 * sends, and a bad argument is an error signal.
 *
 * @see KeyValues
 */
public interface ReactiveKeyValues {

	/**
	 * Return the namespace of the keys.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 */
	ReactiveKeyValues with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default ReactiveKeyValues with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store text until it is replaced or deleted.
	 * @param key the key
	 * @param value the text
	 * @return at which transaction id it is visible
	 * @see KeyValues#put(String, String)
	 */
	default Mono<PutResult> put(String key, String value) {
		return put(key, value, null);
	}

	/**
	 * Store text.
	 * @param key the key
	 * @param value the text
	 * @param ttl how long it lives, counted from the server's receipt; {@code null} for
	 * ever
	 * @return at which transaction id it is visible
	 * @see KeyValues#put(String, String, Duration)
	 */
	Mono<PutResult> put(String key, String value, @Nullable Duration ttl);

	/**
	 * Store bytes until they are replaced or deleted.
	 * @param key the key
	 * @param value the bytes; read on each subscription
	 * @return at which transaction id they are visible
	 * @see KeyValues#put(String, byte[])
	 */
	default Mono<PutResult> put(String key, byte[] value) {
		return put(key, value, null);
	}

	/**
	 * Store bytes.
	 * @param key the key
	 * @param value the bytes; read on each subscription
	 * @param ttl how long they live, counted from the server's receipt; {@code null} for
	 * ever
	 * @return at which transaction id they are visible
	 * @see KeyValues#put(String, byte[], Duration)
	 */
	Mono<PutResult> put(String key, byte[] value, @Nullable Duration ttl);

	/**
	 * Look text up.
	 * @param key the key
	 * @return the text; an empty {@code Mono} when the key has no value, or one that has
	 * expired
	 * @see KeyValues#get(String)
	 */
	Mono<String> get(String key);

	/**
	 * Look bytes up.
	 * @param key the key
	 * @return the bytes; an empty {@code Mono} when the key has no value, or one that has
	 * expired
	 * @see KeyValues#getBytes(String)
	 */
	Mono<byte[]> getBytes(String key);

	/**
	 * Remove a value.
	 * @param key the key
	 * @return completes when there is none
	 * @see KeyValues#delete(String)
	 */
	Mono<Void> delete(String key);

	/**
	 * List the first 100 keys.
	 * @return the keys, ascending, from one answer
	 * @see #keys(String, int)
	 */
	default Flux<String> keys() {
		return keys("");
	}

	/**
	 * List the first 100 keys that begin with a text.
	 * @param prefix what they begin with
	 * @return the keys, ascending, from one answer
	 * @see #keys(String, int)
	 */
	default Flux<String> keys(String prefix) {
		return keys(prefix, 100);
	}

	/**
	 * List the keys that begin with a text.
	 * @param prefix what they begin with; the empty text for all
	 * @param limit how many to list at most: 1 or more; the server lists at most 1000
	 * @return the keys, ascending, from one answer
	 * @see KeyValues#keys(String, int)
	 */
	Flux<String> keys(String prefix, int limit);

}
