package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs on a real node agree with {@link MemoryModel}. A failing seed is
 * replayed with {@code -Dmemoturn.test.seed}.
 */
class MemoryModelTests {

	private static final int SEEDS = Integer.getInteger("memoturn.test.seeds", 20);

	private static final int STEPS = 120;

	private static final List<String> TYPES = List.of("fact", "event", "instruction", "task");

	private static final List<String> WORDS = List.of("dark", "light", "Coffee", "tea", "café", "v2", "deploy", "tone",
			"mode", "user", "NOT", "über");

	/** Directions whose angles to one another all differ, so that distances never tie. */
	private static final float[][] DIRECTIONS = directions();

	static LongStream seeds() {
		Long replayed = Long.getLong("memoturn.test.seed");
		return (replayed != null) ? LongStream.of(replayed) : new Random().longs(SEEDS);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@Section({ "memory 6", "memory 7", "memory 7 keyword channel" })
	void nodeAgreesWithTheModel(long seed, @TempDir Path directory) {
		Random random = new Random(seed);
		MutableClock clock = new MutableClock();
		MemoryModel model = new MemoryModel();
		Node node = Node.open(directory, clock);
		try {
			node.ingest();
			for (int step = 0; step < STEPS; step++) {
				String where = "seed " + seed + ", step " + step;
				clock.advance(1 + random.nextInt(2000));
				switch (random.nextInt(12)) {
					case 0, 1, 2, 3, 4 -> {
						List<NewMemory> batch = batch(random);
						IngestOutcome outcome = node.service.ingest(Node.ALICE, batch, false);
						assertThat(outcome).as(where).isEqualTo(model.ingest(batch, clock.millis()));
					}
					case 5, 6 -> {
						String id = model.anyId(random);
						assertThat(forget(node, id)).as(where).isEqualTo(model.forget(id));
					}
					case 7 -> {
						String session = session(random);
						assertThat(node.service.endSession(Node.ALICE, session, false, false)).as(where)
							.isEqualTo(model.endSession(session));
					}
					case 8 -> assertThat(node.service.sweepExpired()).as(where).isEqualTo(model.sweep(clock.millis()));
					case 9 -> {
						if (random.nextInt(4) == 0) {
							node.close();
							node = Node.open(directory, clock);
							// Only open branches are swept.
							node.recall(Ask.words("open"));
						}
					}
					default ->
						assertThat(node.service.sessions(Node.ALICE, 1000, 0)).as(where).isEqualTo(model.sessions());
				}
				RecallQuery query = query(random);
				assertThat(node.service.recall(Node.ALICE, query, 0)).as(where)
					.isEqualTo(model.recall(query, clock.millis(), keywordOrder(node, query)));
				String id = model.anyId(random);
				assertThat(get(node, id)).as(where).isEqualTo(model.get(id));
			}
			Invariants.check(node);
		}
		finally {
			node.close();
		}
	}

	private static List<String> keywordOrder(Node node, RecallQuery query) {
		RecallQuery keywordsAlone = new RecallQuery(Objects.requireNonNullElse(query.query(), ""), null, null,
				query.types(), query.sessionId(), query.source(), 1000, query.includeSuperseded());
		return node.service.recall(Node.ALICE, keywordsAlone, 0)
			.hits()
			.stream()
			.map((hit) -> hit.memory().id())
			.toList();
	}

	private static @Nullable StoredMemory get(Node node, String id) {
		try {
			return node.get(id);
		}
		catch (Fault ex) {
			assertThat(ex.code()).isEqualTo(FaultCode.NOT_FOUND);
			return null;
		}
	}

	private static long forget(Node node, String id) {
		try {
			return node.forget(id);
		}
		catch (Fault ex) {
			assertThat(ex.code()).isEqualTo(FaultCode.NOT_FOUND);
			return -1;
		}
	}

	private static List<NewMemory> batch(Random random) {
		List<NewMemory> batch = new ArrayList<>();
		int size = random.nextInt(6);
		for (int i = 0; i < size; i++) {
			String type = TYPES.get(random.nextInt(TYPES.size()));
			boolean topical = type.equals("fact") || type.equals("instruction");
			Item item = Item.of(type, words(random, 1 + random.nextInt(6)))
				.content("" + random.nextInt(12))
				.topic((topical && random.nextBoolean()) ? topic(random) : null)
				.session(random.nextBoolean() ? session(random) : null)
				.source(random.nextBoolean() ? "source " + random.nextInt(2) : null);
			if (type.equals("task") && random.nextBoolean()) {
				item.ttl((long) random.nextInt(60));
			}
			if (random.nextBoolean()) {
				item.keywords(words(random, random.nextInt(3)));
			}
			if (random.nextBoolean()) {
				item.embedding((random.nextInt(8) == 0) ? new float[] { 1, 2 } : direction(random));
			}
			batch.add(item.build());
		}
		return batch;
	}

	private static RecallQuery query(Random random) {
		Ask ask = Ask.words(words(random, random.nextInt(4)))
			.andTopic(random.nextBoolean() ? topic(random) : null)
			.session((random.nextInt(4) == 0) ? session(random) : null)
			.source((random.nextInt(4) == 0) ? "source " + random.nextInt(2) : null)
			.k(random.nextInt(10));
		if (random.nextBoolean()) {
			ask.andNear(direction(random));
		}
		if (random.nextInt(3) == 0) {
			ask.superseded();
		}
		if (random.nextInt(4) == 0) {
			ask.types(TYPES.get(random.nextInt(4)), TYPES.get(random.nextInt(4)));
		}
		return ask.build();
	}

	private static String words(Random random, int count) {
		StringBuilder text = new StringBuilder(random.nextBoolean() ? "user" : "x");
		for (int i = 0; i < count; i++) {
			text.append(random.nextBoolean() ? " " : "_").append(WORDS.get(random.nextInt(WORDS.size())));
		}
		return text.toString();
	}

	private static String topic(Random random) {
		return (random.nextInt(4) == 0) ? "" : "topic " + random.nextInt(3);
	}

	private static String session(Random random) {
		return "session " + random.nextInt(3);
	}

	private static float[] direction(Random random) {
		return DIRECTIONS[random.nextInt(DIRECTIONS.length)].clone();
	}

	private static float[][] directions() {
		// A Golomb ruler: no two pairs of marks are the same distance apart.
		int[] marks = { 0, 1, 4, 9, 15, 22, 32, 34 };
		float[][] directions = new float[marks.length][];
		for (int i = 0; i < marks.length; i++) {
			double angle = marks[i] * Math.PI / 40;
			directions[i] = new float[] { (float) Math.cos(angle), (float) Math.sin(angle), 0 };
		}
		return directions;
	}

}
