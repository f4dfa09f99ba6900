package ai.memoturn.client.operation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A map that holds so many entries and no more, those that were used last. It never parks
 * a thread, so that event loops may use it.
 *
 * @param <K> the keys
 * @param <V> the values, which are immutable or safe for use by many threads
 */
final class RecentlyUsed<K, V> {

	private final int capacity;

	private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();

	private final AtomicLong uses = new AtomicLong();

	RecentlyUsed(int capacity) {
		this.capacity = capacity;
	}

	@Nullable V get(K key) {
		Entry<V> entry = this.entries.get(key);
		if (entry == null) {
			return null;
		}
		entry.lastUse = this.uses.incrementAndGet();
		return entry.value;
	}

	/**
	 * Replace a value, atomically for its key.
	 * @param key the key
	 * @param change makes the new value out of the present one, {@code null} if there is
	 * none; short, and without effects
	 * @return the new value
	 */
	V compute(K key, Function<@Nullable V, V> change) {
		Entry<V> entry = this.entries.compute(key,
				(same, before) -> new Entry<>(change.apply((before != null) ? before.value : null),
						this.uses.incrementAndGet()));
		if (this.entries.size() > this.capacity) {
			shrink();
		}
		return entry.value;
	}

	void remove(K key) {
		this.entries.remove(key);
	}

	void removeIf(Predicate<K> condition) {
		this.entries.keySet().removeIf(condition);
	}

	// An eighth at once, because finding the least used means looking at all. Of two
	// threads that shrink at the same time, one may find nothing left to do.
	private void shrink() {
		int surplus = this.entries.size() - this.capacity + this.capacity / 8;
		this.entries.values()
			.stream()
			.mapToLong((entry) -> entry.lastUse)
			.sorted()
			.limit(surplus)
			.max()
			.ifPresent((last) -> this.entries.values().removeIf((entry) -> entry.lastUse <= last));
	}

	/**
	 * A value and when it was used last.
	 */
	private static final class Entry<V> {

		private final V value;

		private volatile long lastUse;

		Entry(V value, long lastUse) {
			this.value = value;
			this.lastUse = lastUse;
		}

	}

}
