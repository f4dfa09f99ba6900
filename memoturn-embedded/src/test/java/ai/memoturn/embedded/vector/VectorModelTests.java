package ai.memoturn.embedded.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.MutableClock;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Random programs on collections of vectors, compared with maps and a search in double
 * precision. Some writes fail halfway, and the database is closed and opened in between.
 * {@code memoturn.test.seed} repeats one, {@code memoturn.test.steps} asks for longer
 * ones.
 */
class VectorModelTests {

	private static final int STEPS = Integer.getInteger("memoturn.test.steps", 4000);

	private static final int REOPEN_EVERY = 700;

	private static final List<String> COLLECTIONS = List.of("a", "b-1", "C");

	private final Map<String, Map<String, float[]>> model = new TreeMap<>();

	private long txid;

	@Test
	@Section({ "database 6", "database 9" })
	void collectionsShouldDoWhatTheMapsDo(@TempDir Path directory) {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		MutableClock clock = new MutableClock();
		OneDatabase database = new OneDatabase(directory, clock);
		try {
			VectorService vectors = new VectorService(database.store, database.databases);
			for (int step = 0; step < STEPS; step++) {
				step(database, vectors, random, "seed " + seed + ", step " + step);
				if (step % REOPEN_EVERY == REOPEN_EVERY - 1) {
					database.close();
					database = new OneDatabase(directory, clock);
					vectors = new VectorService(database.store, database.databases);
				}
			}
			assertThat(database.rows("PRAGMA integrity_check")).isEqualTo("ok\n");
		}
		finally {
			database.close();
		}
	}

	private void step(OneDatabase database, VectorService vectors, Random random, String where) {
		String collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
		Map<String, float[]> expected = this.model.computeIfAbsent(collection, (name) -> new TreeMap<>());
		float[] vector = vector(random, 2 + COLLECTIONS.indexOf(collection) + ((random.nextInt(20) == 0) ? 1 : 0));
		String id = "v" + random.nextInt(60);
		int dimension = expected.values().stream().mapToInt((stored) -> stored.length).findAny().orElse(vector.length);
		switch (random.nextInt(10)) {
			case 0, 1, 2, 3, 4 -> {
				if (dimension != vector.length) {
					assertFault(FaultCode.INVALID_REQUEST,
							() -> vectors.upsert(OneDatabase.SPEC, collection, id, vector, false));
					return;
				}
				long now = vectors.upsert(OneDatabase.SPEC, collection, id, vector, false);
				assertThat(now).as(where).isGreaterThan(this.txid);
				this.txid = now;
				expected.put(id, vector);
			}
			case 5 -> {
				if (dimension == vector.length) {
					failHalfway(database, vectors, collection, vector);
				}
			}
			default -> assertSearch(vectors, collection, expected, dimension, vector, random.nextInt(80), where);
		}
	}

	/**
	 * The row of the vector is there already, in the file and in memory, when it fails.
	 */
	private void failHalfway(OneDatabase database, VectorService vectors, String collection, float[] vector) {
		database.execute("""
				CREATE TRIGGER poison AFTER INSERT ON __memoturn_vec_entries WHEN new.id = 'v1' BEGIN
					SELECT RAISE(ROLLBACK, 'poison');
				END""");
		try {
			vectors.upsert(OneDatabase.SPEC, collection, "v1", vector, false);
			throw new AssertionError("The vector was stored");
		}
		catch (Fault ex) {
			assertThat(ex.code()).isEqualTo(FaultCode.INTERNAL);
		}
		database.execute("DROP TRIGGER poison");
		this.txid = database.txid();
	}

	private void assertSearch(VectorService vectors, String collection, Map<String, float[]> expected, int dimension,
			float[] query, int k, String where) {
		if (!expected.isEmpty() && dimension != query.length) {
			assertFault(FaultCode.INVALID_REQUEST, () -> vectors.search(OneDatabase.SPEC, collection, query, k));
			return;
		}
		List<FoundVector> found = vectors.search(OneDatabase.SPEC, collection, query, k).value();
		List<Double> distances = expected.values()
			.stream()
			.map((stored) -> distance(stored, query))
			.sorted()
			.limit(k)
			.toList();
		assertThat(found).as(where).hasSameSizeAs(distances);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < found.size(); i++) {
			float[] stored = expected.get(found.get(i).id());
			assertThat(stored).as(where).isNotNull();
			assertThat((double) found.get(i).distance()).as(where)
				.isCloseTo(distances.get(i), within(1e-5))
				.isCloseTo(distance(stored, query), within(1e-5));
			ids.add(found.get(i).id());
		}
		assertThat(ids).as(where).doesNotHaveDuplicates();
	}

	private static float[] vector(Random random, int dimension) {
		float[] vector = new float[dimension];
		if (random.nextInt(20) > 0) {
			for (int i = 0; i < vector.length; i++) {
				vector[i] = (float) random.nextGaussian() * 100;
			}
		}
		return vector;
	}

	private static double distance(float[] one, float[] other) {
		double dot = 0;
		double squares = 0;
		double otherSquares = 0;
		for (int i = 0; i < one.length; i++) {
			dot += (double) one[i] * other[i];
			squares += (double) one[i] * one[i];
			otherSquares += (double) other[i] * other[i];
		}
		return (squares == 0 || otherSquares == 0) ? 1 : 1 - dot / Math.sqrt(squares * otherSquares);
	}

}
