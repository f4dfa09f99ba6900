package ai.memoturn.embedded.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link VectorSet} and the scan over it.
 */
class VectorSetTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 7, 8, 33, 256 })
	@Section("memory 7")
	void scanGivesTheCosinesOfEveryVector(int dimension) {
		Random random = new Random(dimension);
		VectorSet vectors = new VectorSet(0);
		List<float[]> plain = new ArrayList<>();
		for (int row = 1; row <= 2500; row++) {
			float[] vector = vector(random, dimension);
			plain.add(vector);
			vectors.add(row, 0, null, null, vector);
		}
		float[] query = vector(random, dimension);
		float[] cosines = vectors.view().cosines(query, IntStream.range(0, 2500).toArray());
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
		NearestFirst nearest = new NearestFirst(new VectorView(0, 1, List.of(), 0), cosines,
				IntStream.range(0, 1000).toArray());
		List<Integer> order = new ArrayList<>();
		while (nearest.hasNext()) {
			order.add(nearest.nextSlot());
		}
		assertThat(order).isEqualTo(IntStream.range(0, 1000)
			.boxed()
			.sorted(Comparator.comparingDouble((Integer slot) -> -cosines[slot]).thenComparing((slot) -> slot))
			.toList());
	}

	@Test
	void whenChangesAreUndoneThenTheViewIsWhatItWas() {
		VectorSet vectors = new VectorSet(0);
		Runnable empty = vectors.mark();
		vectors.add(1, 1, null, null, new float[] { 1, 0 });
		empty.run();
		assertThat(vectors.dimension()).isZero();
		for (int row = 1; row <= 1024; row++) {
			vectors.add(row, 1, null, null, new float[] { 1, 0, 0 });
		}
		VectorView before = vectors.view();
		Runnable mark = vectors.mark();
		for (int row = 1025; row <= 1100; row++) {
			vectors.add(row, 1, null, null, new float[] { 0, 1, 0 });
		}
		mark.run();
		assertThat(vectors.view()).isSameAs(before);
		vectors.add(1025, 0, "s", null, new float[] { 0, 0, 2 });
		assertThat(vectors.view().size()).isEqualTo(1025);
		assertThat(vectors.view().cosines(new float[] { 0, 0, 1 }, new int[] { 1024 })[1024]).isEqualTo(1);
	}

	@Test
	void nearestShouldLookAtWhatIsWantedOnly() {
		VectorSet vectors = new VectorSet(0);
		for (int row = 1; row <= 5000; row++) {
			vectors.add(row, row % 3, "s" + row / 100, (row % 2 == 0) ? "even" : null, new float[] { row, 1 });
		}
		NearestFirst nearest = vectors.view().nearest(new float[] { 1, 0 }, 1 | 1 << 2, "s41", "even");
		List<Long> rows = new ArrayList<>();
		while (nearest.hasNext()) {
			rows.add(nearest.nextRow());
			assertThat(nearest.distance()).isBetween(0f, 1e-6f);
		}
		assertThat(rows).containsExactlyInAnyOrderElementsOf(
				LongStream.range(4100, 4200).filter((row) -> row % 2 == 0 && row % 3 != 1).boxed().toList());
		assertThat(vectors.view().nearest(new float[] { 1, 0, 0 }, VectorView.ALL_KINDS, null, null).hasNext())
			.isFalse();
	}

	@Test
	@Section({ "memory 7", "database 7" })
	void distanceShouldStayWithinItsRangeAndBeOneForZeros() {
		VectorSet vectors = new VectorSet(0);
		vectors.add(1, 0, null, null, new float[] { 0.1f, 0.7f, -3 });
		vectors.add(2, 0, null, null, new float[3]);
		vectors.add(3, 0, null, null, new float[] { -0.1f, -0.7f, 3 });
		NearestFirst nearest = vectors.view().nearest(new float[] { 0.1f, 0.7f, -3 }, VectorView.ALL_KINDS, null, null);
		assertThat(nearest.nextRow()).isEqualTo(1);
		assertThat(nearest.distance()).isBetween(0f, 1e-6f);
		assertThat(nearest.nextRow()).isEqualTo(2);
		assertThat(nearest.distance()).isEqualTo(1);
		assertThat(nearest.nextRow()).isEqualTo(3);
		assertThat(nearest.distance()).isBetween(2 - 1e-6f, 2f);
	}

	@ParameterizedTest
	@ValueSource(ints = { 4096, 5000, 65_536 })
	void whenVectorsAreLongThenTheFirstBlockIsSmallAndGrows(int dimension) {
		VectorSet vectors = new VectorSet(0);
		for (int row = 1; row <= 40; row++) {
			float[] vector = new float[dimension];
			vector[row] = 1;
			vectors.add(row, 0, null, null, vector);
			assertThat(vectors.view().blocks().get(0).capacity()).isLessThan(2 * row + 16);
		}
		float[] query = new float[dimension];
		query[7] = 1;
		assertThat(vectors.view().nearest(query, VectorView.ALL_KINDS, null, null).nextRow()).isEqualTo(7);
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
