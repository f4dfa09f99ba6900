package ai.memoturn.embedded.kv;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.MutableClock;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs on keys, compared with a sorted map. {@code memoturn.test.seed} repeats
 * one, {@code memoturn.test.steps} asks for longer ones.
 */
class KvModelTests {

	private static final int STEPS = Integer.getInteger("memoturn.test.steps", 2000);

	private static final int REOPEN_EVERY = 1000;

	/** Prefixes of one another, and at the borders of how UTF-8 and UTF-16 sort. */
	private static final List<String> NAMES = List.of("", "a", "a/b", "a%", "ab", "b", "\u00e9", "\uffff",
			"\ud83d\ude00", "a\ud83d\ude00", "a\uffff", "A", "a b", "_", "a\udbff\udfff", "a\udbff\udfffx");

	private final MutableClock clock = new MutableClock();

	private final Map<String, TreeMap<String, Entry>> model = new TreeMap<>();

	private long txid;

	@Test
	@Section({ "database 4", "database 2.5", "database 10" })
	void keysShouldDoWhatTheSortedMapDoes(@TempDir Path directory) {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		OneDatabase database = new OneDatabase(directory, this.clock);
		try {
			KvService keys = new KvService(database.store, database.databases, this.clock);
			for (int step = 0; step < STEPS; step++) {
				step(keys, random, "seed " + seed + ", step " + step);
				if (step % REOPEN_EVERY == REOPEN_EVERY - 1) {
					database.close();
					database = new OneDatabase(directory, this.clock);
					keys = new KvService(database.store, database.databases, this.clock);
					// Only open databases are swept, and nothing opens one before its
					// first use.
					keys.list(OneDatabase.SPEC, NAMES.get(0), "", 1);
				}
			}
		}
		finally {
			database.close();
		}
	}

	private void step(KvService keys, Random random, String where) {
		String namespace = NAMES.get(random.nextInt(4));
		String key = NAMES.get(random.nextInt(NAMES.size())) + NAMES.get(random.nextInt(NAMES.size()));
		switch (random.nextInt(10)) {
			case 0, 1, 2 -> {
				byte[] value = new byte[random.nextInt(10)];
				random.nextBytes(value);
				Long ttl = random.nextBoolean() ? (Long) (long) random.nextInt(5) : null;
				long now = keys.put(OneDatabase.SPEC, namespace, key, value, ttl, random.nextInt(50) == 0);
				assertThat(now).as(where).isGreaterThan(this.txid);
				this.txid = now;
				values(namespace).put(key,
						new Entry(value, (ttl != null) ? this.clock.millis() + ttl * 1000 : Long.MAX_VALUE));
			}
			case 3 -> {
				long now = keys.delete(OneDatabase.SPEC, namespace, key, false);
				boolean there = values(namespace).remove(key) != null;
				assertThat(now).as(where).isEqualTo(there ? this.txid + 1 : this.txid);
				this.txid = now;
			}
			case 4 -> this.clock.advance(random.nextInt(2000));
			case 5 -> {
				int expired = 0;
				for (TreeMap<String, Entry> values : this.model.values()) {
					int before = values.size();
					values.values().removeIf(this::isOver);
					expired += before - values.size();
				}
				assertThat(keys.sweepExpired()).as(where).isEqualTo(expired);
				this.txid += (expired > 0) ? 1 : 0;
			}
			case 6, 7 -> {
				int limit = random.nextInt(20);
				assertThat(keys.list(OneDatabase.SPEC, namespace, key, limit).value()).as(where)
					.isEqualTo(expectedKeys(namespace, key, limit));
				assertThat(keys.list(OneDatabase.SPEC, namespace, "", 5000).value()).as(where)
					.isEqualTo(expectedKeys(namespace, "", 1000));
			}
			default -> {
				Entry entry = values(namespace).get(key);
				byte[] expected = (entry != null && !isOver(entry)) ? entry.value() : null;
				assertThat(get(keys, namespace, key)).as(where).isEqualTo(expected);
			}
		}
	}

	private List<String> expectedKeys(String namespace, String prefix, int limit) {
		return values(namespace).entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(prefix) && !isOver(entry.getValue()))
			.map(Map.Entry::getKey)
			.limit(limit)
			.toList();
	}

	private byte @Nullable [] get(KvService keys, String namespace, String key) {
		try {
			return keys.get(OneDatabase.SPEC, namespace, key).value();
		}
		catch (Fault ex) {
			assertThat(ex.code()).isEqualTo(FaultCode.NOT_FOUND);
			return null;
		}
	}

	private boolean isOver(Entry entry) {
		return entry.expiresAt() <= this.clock.millis();
	}

	private TreeMap<String, Entry> values(String namespace) {
		return this.model.computeIfAbsent(namespace, (name) -> new TreeMap<>((one, other) -> Arrays
			.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))));
	}

	private record Entry(byte[] value, long expiresAt) {
	}

}
