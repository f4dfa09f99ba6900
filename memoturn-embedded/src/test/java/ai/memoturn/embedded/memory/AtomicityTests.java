package ai.memoturn.embedded.memory;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.BranchEntry;
import org.junit.jupiter.api.Test;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A batch is all or nothing, whatever fails inside it. The failures are SQLite's own: a
 * trigger that raises at a certain row, and the limit of the file's size.
 */
class AtomicityTests extends WithNode {

	private static final int FAILURES = Integer.getInteger("memoturn.test.failures", 1000);

	/** Where a statement of an ingest can fail, each with every way to fail. */
	private static final List<String> POISONS = List.of(
			"BEFORE INSERT ON __memoturn_memories WHEN new.summary = 'poison'",
			"AFTER INSERT ON __memoturn_memories WHEN new.summary = 'poison'",
			"AFTER UPDATE ON __memoturn_memories WHEN new.topic_key = 'poison'",
			"AFTER INSERT ON __memoturn_memory_vectors WHEN new.embedding = zeroblob(8)",
			"BEFORE INSERT ON __memoturn_sessions WHEN new.id = 'poison'",
			"AFTER UPDATE ON __memoturn_sessions WHEN new.id = 'old poison'");

	private static final List<String> WAYS = List.of("ABORT", "FAIL", "ROLLBACK");

	@Test
	@Section({ "memory 4.3", "memory 6", "database 9" })
	void whenAStatementFailsInsideABatchThenNothingOfItIsStored() {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		this.node.ingest(Item.fact("poison", "before").embedding(1, 0), Item.event("touched").session("old poison"));
		String before = "";
		for (int i = 0; i < FAILURES; i++) {
			if (i % 20 == 0) {
				poison(POISONS.get(random.nextInt(POISONS.size())), WAYS.get(random.nextInt(WAYS.size())));
			}
			if (i % 10 == 0) {
				this.node.ingest(ordinary(random, "good " + i), ordinary(random, "too " + i));
				Invariants.checkVectors(this.node, 1, 0);
				before = dump();
			}
			List<Item> batch = new ArrayList<>();
			int size = 1 + random.nextInt(12);
			int culprit = random.nextInt(size);
			for (int item = 0; item < size; item++) {
				batch.add((item == culprit) ? culprit(i) : ordinary(random, i + "-" + item));
			}
			assertThat(failure(batch)).as("seed %d, failure %d", seed, i).isEqualTo(FaultCode.INTERNAL);
			assertThat(dump()).as("seed %d, failure %d", seed, i).isEqualTo(before);
			if (i % 100 == 9) {
				Invariants.check(this.node);
			}
		}
		Invariants.check(this.node);
		Invariants.checkVectors(this.node, 1, 0);
	}

	/**
	 * Hits every one of {@link #POISONS}.
	 */
	private static Item culprit(int number) {
		return Item.of("fact", "poison")
			.topic("poison")
			.text("poison " + number)
			.embedding(0, 0)
			.session((number % 2 == 0) ? "poison" : "old poison");
	}

	private static Item ordinary(Random random, String text) {
		Item item = Item.fact("topic " + random.nextInt(5), text).session("s " + random.nextInt(20));
		return random.nextBoolean() ? item.embedding(random.nextFloat() + 0.1f, random.nextFloat()) : item;
	}

	private FaultCode failure(List<Item> batch) {
		try {
			this.node.ingest(batch.toArray(Item[]::new));
			throw new AssertionError("The batch was stored");
		}
		catch (Fault ex) {
			return ex.code();
		}
	}

	private void poison(String when, String way) {
		// Both session poisons at once, since a culprit hits one of them at a time.
		List<String> triggers = when.contains("sessions") ? POISONS.subList(4, 6) : List.of(when);
		this.node.store.write(branch(), false, (transaction) -> {
			for (int i = 0; i < 2; i++) {
				transaction.prepare("DROP TRIGGER IF EXISTS poison" + i).execute();
			}
			for (int i = 0; i < triggers.size(); i++) {
				transaction
					.prepare("CREATE TRIGGER poison" + i + " " + triggers.get(i) + " BEGIN SELECT RAISE(" + way
							+ ", 'poison'); END")
					.execute();
			}
			return true;
		});
	}

	@Test
	@Section("memory 11")
	void whenDiskIsFullThenWritesAreUnavailableAndReadsGoOn() {
		this.node.ingest(Item.fact("t", "stays").embedding(1, 0));
		String big = "x".repeat(100_000);
		for (int i = 0; i < 20; i++) {
			String before = dump();
			int round = i;
			// A failed round may have replaced the connection, and the limit with it.
			limitPages("1");
			assertFault(FaultCode.UNAVAILABLE,
					() -> this.node.ingest(Item.fact("t", "small " + round).embedding(0, 1), Item.event(big + round)))
				.contains("full");
			assertThat(dump()).isEqualTo(before);
			assertThat(this.node.summaries(Ask.topic("t").andNear(1, 0))).containsExactly("stays");
		}
		limitPages("1000000");
		this.node.ingest(Item.fact("t", "new").embedding(0, 1), Item.event(big));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("new");
		Invariants.check(this.node);
		Invariants.checkVectors(this.node, 1, 0);
	}

	/**
	 * SQLite takes the present size if the limit is lower.
	 */
	private void limitPages(String pages) {
		this.node.store.write(branch(), false, (transaction) -> {
			try (ResultSet rows = transaction.prepare("PRAGMA max_page_count = " + pages).executeQuery()) {
				return rows.next();
			}
		});
	}

	@Test
	@Section("database 9")
	void whenWritesShareARoundThenOnlyTheCulpritsFail() {
		this.node.ingest();
		for (String way : WAYS) {
			poison(POISONS.get(0), way);
			List<Integer> failed = new ArrayList<>(Concurrently
				.run(IntStream.range(0, 60).<java.util.concurrent.Callable<Integer>>mapToObj((i) -> () -> {
					try {
						this.node.ingest(Item.event(way + i).session(way).embedding(1, i),
								(i % 10 == 3) ? Item.event("poison").text(way + " poison" + i) : Item.event("ok"));
						return -1;
					}
					catch (Fault ex) {
						return i;
					}
				}).toList()));
			failed.removeIf((i) -> i < 0);
			assertThat(failed).containsExactly(3, 13, 23, 33, 43, 53);
			assertThat(this.node.recall(Ask.near(1, 1).session(way).k(100)).hits()).hasSize(54);
		}
		Invariants.check(this.node);
		Invariants.checkVectors(this.node, 1, 0);
	}

	private BranchEntry branch() {
		return Invariants.branch(this.node.store);
	}

	/**
	 * Return everything that an ingest can change, as text.
	 */
	private String dump() {
		return this.node.store.read(branch(), (snapshot) -> {
			StringBuilder text = new StringBuilder("txid " + snapshot.txid());
			for (String table : List.of("memories", "memory_vectors", "sessions", "memory_settings",
					"memories_fts_docsize")) {
				long hash = 0;
				try (ResultSet rows = snapshot.prepare("SELECT * FROM __memoturn_" + table).executeQuery()) {
					int columns = rows.getMetaData().getColumnCount();
					while (rows.next()) {
						for (int i = 1; i <= columns; i++) {
							hash = 31 * hash + String.valueOf(rows.getString(i)).hashCode();
						}
					}
				}
				text.append(", ").append(table).append(' ').append(hash);
			}
			return text.toString();
		});
	}

}
