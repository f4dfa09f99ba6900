package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many writers and readers on one profile.
 */
class ConcurrencyTests {

	private static final int WRITERS = 25;

	private static final int READERS = 25;

	private static final int BATCHES = 20;

	private static final int TOPICS = 3;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@Section({ "memory 1", "database 2.5", "database 9" })
	void whenWritersAndReadersMeetThenReadsAreConsistentAndNoWriteIsLost() {
		try (Node node = Node.open(this.directory)) {
			node.ingest(Item.event("start").embedding(1, 0, 0));
			AtomicInteger running = new AtomicInteger(WRITERS);
			AtomicLong acknowledged = new AtomicLong();
			List<Callable<List<String>>> calls = new ArrayList<>();
			for (int i = 0; i < WRITERS; i++) {
				calls.add(writer(node, i, running, acknowledged));
			}
			for (int i = 0; i < READERS; i++) {
				calls.add(reader(node, i, running, acknowledged));
			}
			Concurrently.run(calls).stream().flatMap(List::stream).forEach(node::get);
			Invariants.check(node);
			long vectors = node.store.read(Invariants.branch(node.store),
					(snapshot) -> Invariants.number(snapshot, "SELECT count(*) FROM __memoturn_memory_vectors"));
			// Each batch stores an event with a vector, and every other one is forgotten.
			assertThat(vectors).isEqualTo(1 + WRITERS * BATCHES / 2);
		}
	}

	/**
	 * Return the ids that were acknowledged and not forgotten.
	 */
	private static Callable<List<String>> writer(Node node, int number, AtomicInteger running,
			AtomicLong acknowledged) {
		return () -> {
			try {
				Random random = new Random(number);
				List<String> kept = new ArrayList<>();
				for (int batch = 0; batch < BATCHES; batch++) {
					String text = "word " + number + " " + batch;
					IngestOutcome outcome = node.ingest(
							Item.fact("topic " + random.nextInt(TOPICS), text).session("s" + number),
							Item.event(text).embedding(random.nextFloat(), random.nextFloat(), 1));
					acknowledged.accumulateAndGet(outcome.txid(), Math::max);
					kept.add(outcome.items().get(0).id());
					String event = outcome.items().get(1).id();
					assertThat(node.get(event).summary()).isEqualTo(text);
					if (batch % 2 == 0) {
						acknowledged.accumulateAndGet(node.forget(event), Math::max);
					}
					else {
						kept.add(event);
					}
				}
				return kept;
			}
			finally {
				running.decrementAndGet();
			}
		};
	}

	private static Callable<List<String>> reader(Node node, int number, AtomicInteger running,
			AtomicLong acknowledged) {
		return () -> {
			long seen = 0;
			while (running.get() > 0) {
				long floor = acknowledged.get();
				String topic = "topic " + number % TOPICS;
				RecallOutcome active = node.recall(Ask.topic(topic).andWords("word").andNear(1, 0, 0).k(20));
				assertThat(active.txid()).isGreaterThanOrEqualTo(Math.max(seen, floor));
				seen = active.txid();
				Set<String> topics = new HashSet<>();
				for (RecallOutcome.Hit hit : active.hits()) {
					assertThat(hit.memory().supersededBy()).isNull();
					String key = hit.memory().topicKey();
					assertThat(key == null || topics.add(key)).as("one active fact on %s", key).isTrue();
				}
				// No fact is ever forgotten, so a topic that has any has one active.
				List<RecallOutcome.Hit> history = node.recall(Ask.topic(topic).superseded().k(1000)).hits();
				assertThat(history.stream().filter((hit) -> hit.memory().supersededBy() == null).count())
					.isEqualTo(history.isEmpty() ? 0 : 1);
				// The first event is never forgotten, so it is always among the vectors.
				assertThat(node.recall(Ask.near(1, 0, 0).k(1)).hits().get(0).memory().summary()).isEqualTo("start");
			}
			return List.of();
		};
	}

}
