package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Vectors of forgotten memories leave the memory of the process while recall goes on.
 */
class ForgottenVectorsTests {

	@Test
	@Section("memory 4.8")
	void whenManyMemoriesAreForgottenThenTheirVectorsAreDropped(@TempDir Path directory) {
		try (Node node = Node.open(directory)) {
			List<String> ids = node.ingest(
					IntStream.range(0, 1000).mapToObj((i) -> Item.event("e" + i).embedding(1, 0)).toArray(Item[]::new))
				.items()
				.stream()
				.map(IngestOutcome.Item::id)
				.toList();
			node.ingest(IntStream.range(0, 1000)
				.mapToObj((i) -> Item.event("later " + i)
					.embedding((float) -Math.cos(i / 1000.0), (float) Math.sin(i / 1000.0)))
				.toArray(Item[]::new));
			AtomicBoolean done = new AtomicBoolean();
			Callable<Boolean> forgetting = () -> {
				try {
					ids.forEach(node::forget);
					for (int i = 0; i < 200; i++) {
						node.forget(MemoryId.of("event", null, "\"later " + i + '"'));
					}
					return true;
				}
				finally {
					done.set(true);
				}
			};
			Callable<Boolean> reading = () -> {
				while (!done.get()) {
					// Those are never forgotten, whatever is dropped around them.
					assertThat(node.recall(Ask.near(-1, 5).k(100)).hits()).hasSize(100);
					assertThat(node.summaries(Ask.near(-1, 5).k(1))).containsExactly("later 999");
				}
				return true;
			};
			Concurrently.run(List.of(forgetting, reading, reading));
			long left = node.store.read(Invariants.branch(node.store),
					(snapshot) -> Invariants.number(snapshot, "SELECT count(*) FROM __memoturn_memory_vectors"));
			assertThat(left).isEqualTo(800);
			Invariants.checkVectors(node, 1, 0);
		}
	}

}
