package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for the vectors in memory.
 */
class VectorTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 7, 8, 33, 256 })
	void scanGivesTheCosinesOfEveryVector(int dimension) {
		Random random = new Random(dimension);
		MemoryVectors vectors = new MemoryVectors(0);
		List<float[]> plain = new ArrayList<>();
		for (int row = 1; row <= 2500; row++) {
			float[] vector = vector(random, dimension);
			plain.add(vector);
			vectors.add(row, MemoryType.EVENT, null, null, vector);
		}
		float[] query = vector(random, dimension);
		float[] cosines = vectors.view().cosines(query);
		for (int slot = 0; slot < plain.size(); slot++) {
			assertThat(vectors.view().row(slot)).isEqualTo(slot + 1);
			assertThat((double) cosines[slot]).isCloseTo(cosine(plain.get(slot), query), within(1e-5));
		}
	}

	@Test
	void nearestFirstGivesTheOrderOfASort() {
		Random random = new Random(1);
		float[] cosines = new float[1000];
		for (int i = 0; i < cosines.length; i++) {
			cosines[i] = random.nextInt(100) / 100f;
		}
		NearestFirst nearest = new NearestFirst(cosines, IntStream.range(0, 1000).toArray());
		List<Integer> order = new ArrayList<>();
		while (nearest.hasNext()) {
			order.add(nearest.next());
		}
		assertThat(order).isEqualTo(IntStream.range(0, 1000)
			.boxed()
			.sorted(Comparator.comparingDouble((Integer slot) -> -cosines[slot]).thenComparing((slot) -> slot))
			.toList());
	}

	@Test
	void whenChangesAreUndoneThenTheViewIsWhatItWas() {
		MemoryVectors vectors = new MemoryVectors(0);
		Runnable empty = vectors.mark();
		vectors.add(1, MemoryType.FACT, null, null, new float[] { 1, 0 });
		empty.run();
		assertThat(vectors.dimension()).isZero();
		for (int row = 1; row <= 1024; row++) {
			vectors.add(row, MemoryType.FACT, null, null, new float[] { 1, 0, 0 });
		}
		VectorView before = vectors.view();
		Runnable mark = vectors.mark();
		for (int row = 1025; row <= 1100; row++) {
			vectors.add(row, MemoryType.FACT, null, null, new float[] { 0, 1, 0 });
		}
		mark.run();
		assertThat(vectors.view()).isSameAs(before);
		vectors.add(1025, MemoryType.EVENT, "s", null, new float[] { 0, 0, 2 });
		assertThat(vectors.view().size()).isEqualTo(1025);
		assertThat(vectors.view().cosines(new float[] { 0, 0, 1 })[1024]).isEqualTo(1);
	}

	@Test
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

	private static float[] vector(Random random, int dimension) {
		float[] vector = new float[dimension];
		for (int i = 0; i < dimension; i++) {
			vector[i] = (float) random.nextGaussian() * 10;
		}
		return vector;
	}

	private static double cosine(float[] one, float[] other) {
		double dot = 0;
		double squares = 0;
		double otherSquares = 0;
		for (int i = 0; i < one.length; i++) {
			dot += (double) one[i] * other[i];
			squares += (double) one[i] * one[i];
			otherSquares += (double) other[i] * other[i];
		}
		return dot / Math.sqrt(squares * otherSquares);
	}

}
