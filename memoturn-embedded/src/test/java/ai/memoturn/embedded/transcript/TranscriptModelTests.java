package ai.memoturn.embedded.transcript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Random programs on transcripts, compared with lists in memory and a search in double
 * precision.
 */
class TranscriptModelTests {

	private static final int STEPS = 2000;

	private static final int REOPEN_EVERY = 400;

	private final Map<String, List<Turn>> model = new TreeMap<>();

	@Test
	@Section("database 7")
	void transcriptsShouldDoWhatThePlainModelDoes(@TempDir Path directory) {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		Transcripts chats = new Transcripts(directory);
		try {
			for (int step = 0; step < STEPS; step++) {
				String where = "seed " + seed + ", step " + step;
				String session = "s" + random.nextInt(4);
				switch (random.nextInt(10)) {
					case 0, 1, 2, 3, 4 -> {
						float[] embedding = random.nextInt(4) > 0 ? vector(random) : new float[0];
						List<Turn> turns = this.model.computeIfAbsent(session, (id) -> new ArrayList<>());
						turns.add(new Turn(String.valueOf(step), embedding));
						assertThat(chats.append(session, String.valueOf(step), embedding)).as(where)
							.isEqualTo(turns.size());
					}
					case 5, 6 -> assertWindow(chats, session, random.nextInt(30), where);
					case 7 -> assertSearch(chats, session, 1 + random.nextInt(10), vector(random), where);
					case 8 -> assertSearch(chats, null, 1 + random.nextInt(10), vector(random), where);
					default -> {
						if (random.nextInt(10) == 0) {
							this.model.remove(session);
							chats.drop(session);
						}
					}
				}
				if (step % REOPEN_EVERY == REOPEN_EVERY - 1) {
					chats.close();
					chats = new Transcripts(directory);
				}
			}
		}
		finally {
			chats.close();
		}
	}

	private void assertWindow(Transcripts chats, String session, int last, String where) {
		List<String> all = turns(session).stream().map(Turn::content).toList();
		assertThat(chats.window(session, last)).as(where)
			.isEqualTo(all.subList(Math.max(0, all.size() - last), all.size()));
	}

	private void assertSearch(Transcripts chats, @Nullable String session, int k, float[] query, String where) {
		List<Double> expected = ((session != null) ? turns(session).stream()
				: this.model.values().stream().flatMap(List::stream))
			.filter((turn) -> turn.embedding().length == query.length)
			.map((turn) -> distance(turn.embedding(), query))
			.sorted(Comparator.naturalOrder())
			.limit(k)
			.toList();
		List<FoundTurn> found = (session != null) ? chats.search(session, k, query) : chats.searchAll(k, query);
		assertThat(found).as(where).hasSameSizeAs(expected);
		for (int i = 0; i < expected.size(); i++) {
			FoundTurn turn = found.get(i);
			Turn stored = turns(turn.sessionId()).get((int) turn.turn().seq() - 1);
			assertThat(turn.turn().content()).as(where).isEqualTo(stored.content());
			assertThat((double) turn.distance()).as(where)
				.isCloseTo(distance(stored.embedding(), query), within(1e-5))
				.isCloseTo(expected.get(i), within(1e-5));
			assertThat(session == null || session.equals(turn.sessionId())).as(where).isTrue();
		}
	}

	private List<Turn> turns(String session) {
		return this.model.getOrDefault(session, List.of());
	}

	private static float[] vector(Random random) {
		float[] vector = new float[2 + random.nextInt(3)];
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

	private record Turn(String content, float[] embedding) {
	}

}
