package ai.memoturn.client.kv;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of one namespace, on one branch of one database. A namespace is any
 * text and needs no creation. Values are bytes; text is stored as UTF-8, and the server
 * keeps no note of which of the two was meant. Handles are immutable, cheap, may be
 * shared between threads, and stay usable until their client is closed.
 * <p>
 * Keys are any well-formed text except the empty one, {@code .} and {@code ..}, which no
 * path can hold.
 * <p>
 * Every method that talks to the node blocks, and fails as described at
 * {@link ai.memoturn.client.memory.MemoryProfile}; in addition it fails with
 * {@link ai.memoturn.client.error.NotFoundException} when the database or the branch does
 * not exist, which putting never creates.
 *
 * @see ReactiveKeyValues
 */
public interface KeyValues {

	/**
	 * Return the namespace of the keys.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Return a handle like this one whose calls ask for something else. Nothing is sent.
	 * @param options changes the options of this handle
	 * @return the handle
	 * @throws IllegalArgumentException if an option is outside its range
	 */
	KeyValues with(UnaryOperator<CallOptions> options);

	/**
	 * Return a handle like this one with options of its own.
	 * @param options what its calls ask for, in place of what those of this handle do
	 * @return the handle
	 */
	default KeyValues with(CallOptions options) {
		return with((before) -> options);
	}

	/**
	 * Store text until it is replaced or deleted.
	 * @param key the key
	 * @param value the text
	 * @return at which transaction id it is visible
	 * @see #put(String, byte[], Duration)
	 */
	default PutResult put(String key, String value) {
		return put(key, value, null);
	}

	/**
	 * Store text.
	 * @param key the key
	 * @param value the text, which may be empty; stored as UTF-8
	 * @param ttl how long it lives, {@code null} for ever
	 * @return at which transaction id it is visible
	 * @throws IllegalArgumentException as in {@link #put(String, byte[], Duration)}, or
	 * if the value is no well-formed text
	 * @see #put(String, byte[], Duration)
	 */
	PutResult put(String key, String value, @Nullable Duration ttl);

	/**
	 * Store bytes until they are replaced or deleted.
	 * @param key the key
	 * @param value the bytes
	 * @return at which transaction id they are visible
	 * @see #put(String, byte[], Duration)
	 */
	default PutResult put(String key, byte[] value) {
		return put(key, value, null);
	}

	/**
	 * Store bytes, in place of what the key had. What lived for a time lives for ever
	 * when it is replaced without one.
	 * <p>
	 * Repetition: putting the same twice leaves the same, unless somebody else put in
	 * between or time has passed for the time to live; what was refused before processing
	 * is repeated, an unknown outcome only with
	 * {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}.
	 * @param key the key
	 * @param value the bytes, possibly none; read during the call. The server limits the
	 * size, to 32 MiB by default
	 * @param ttl how long they live: zero, which means expired at once, to 36,500 days in
	 * whole seconds; {@code null} for ever
	 * @return at which transaction id they are visible
	 * @throws IllegalArgumentException if the key breaks the rule, the value is
	 * {@code null}, or the time is negative, too long or has a fraction of a second
	 * @throws MemoturnException if the call fails
	 */
	PutResult put(String key, byte[] value, @Nullable Duration ttl);

	/**
	 * Look text up.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param key the key
	 * @return the text; empty when the key has no value, or one that has expired
	 * @throws IllegalArgumentException if the key breaks the rule, or the value is not
	 * UTF-8, which {@link #getBytes(String)} can read
	 * @throws MemoturnException if the call fails
	 */
	Optional<String> get(String key);

	/**
	 * Look bytes up.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param key the key
	 * @return the bytes; empty when the key has no value, or one that has expired
	 * @throws IllegalArgumentException if the key breaks the rule
	 * @throws MemoturnException if the call fails
	 */
	Optional<byte[]> getBytes(String key);

	/**
	 * Remove a value. Removing none is no failure.
	 * <p>
	 * Repetition: removing twice is harmless unless somebody put in between; what was
	 * refused before processing is repeated, an unknown outcome only with
	 * {@link ai.memoturn.client.options.CallOptions#repeatUnknown(boolean)}.
	 * @param key the key
	 * @throws IllegalArgumentException if the key breaks the rule
	 * @throws MemoturnException if the call fails
	 */
	void delete(String key);

	/**
	 * List the first 100 keys.
	 * @return the keys, ascending
	 * @see #keys(String, int)
	 */
	default List<String> keys() {
		return keys("");
	}

	/**
	 * List the first 100 keys that begin with a text.
	 * @param prefix what they begin with
	 * @return the keys, ascending
	 * @see #keys(String, int)
	 */
	default List<String> keys(String prefix) {
		return keys(prefix, 100);
	}

	/**
	 * List the keys that begin with a text. There is no way to list on from a key: choose
	 * keys so that no prefix has more of them than you want to list.
	 * <p>
	 * Repetition: reads only, so it is repeated after any passing failure.
	 * @param prefix what they begin with, exactly; the empty text for all
	 * @param limit how many to list at most: 1 or more; the server lists at most 1000
	 * @return the keys that have a value, by ascending bytes of their UTF-8; empty when
	 * there are none
	 * @throws IllegalArgumentException if the prefix is no well-formed text or the limit
	 * is below 1
	 * @throws MemoturnException if the call fails
	 */
	List<String> keys(String prefix, int limit);

}
