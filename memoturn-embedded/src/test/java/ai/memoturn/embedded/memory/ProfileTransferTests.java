package ai.memoturn.embedded.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProfileTransfer} and its format.
 */
class ProfileTransferTests extends WithNode {

	private static final int PROFILES = Integer.getInteger("memoturn.test.transfers", 20);

	private static final List<String> TEXTS = List.of("", "a", "é\u0000\n\"\\", "\uD83D\uDE00 𝒳", "\u2028", "<b>&",
			"x".repeat(300));

	private static ProfileAddress profile(String name) {
		return new ProfileAddress("acme", name, "main");
	}

	private List<String> export(ProfileAddress address) {
		List<String> lines = new ArrayList<>();
		ExportedPage page = null;
		do {
			page = this.node.service.transfer().export(address, (page != null) ? page.next() : null);
			lines.addAll(page.lines());
		}
		while (page.next() != null);
		return lines;
	}

	private ImportedLines importLines(ProfileAddress address, List<String> lines) {
		return this.node.service.transfer().importLines(address, lines, 1, 0, false, () -> {
		});
	}

	/** Everything that reads can tell apart, besides the lines themselves. */
	private String seen(ProfileAddress address, float[] vector) {
		RecallQuery query = new RecallQuery("common x a", vector, "t1", null, null, null, 1000, true);
		return this.node.service.recall(address, query, 0)
			.hits()
			.stream()
			.map((hit) -> hit + " " + this.node.service.get(address, hit.memory().id()).value())
			.collect(Collectors.joining("\n")) + this.node.service.sessions(address, 1000, 0).value();
	}

	private void fill(ProfileAddress address, Random random) {
		int dimension = 1 + random.nextInt(5);
		List<String> ids = new ArrayList<>();
		for (int i = 0, batches = random.nextInt(12); i < batches; i++) {
			this.node.clock.advance(random.nextInt(3));
			List<NewMemory> batch = new ArrayList<>();
			for (int j = 0, size = random.nextInt(8); j < size; j++) {
				batch.add(memory(random, dimension));
			}
			this.node.service.ingest(address, batch, false).items().forEach((item) -> ids.add(item.id()));
			if (!ids.isEmpty() && random.nextInt(3) == 0) {
				forget(address, ids.get(random.nextInt(ids.size())));
			}
			if (random.nextInt(6) == 0) {
				this.node.service.endSession(address, text(random), false, false);
			}
		}
	}

	private void forget(ProfileAddress address, String id) {
		try {
			this.node.service.forget(address, id, false);
		}
		catch (Fault ex) {
			assertThat(ex.code()).isEqualTo(FaultCode.NOT_FOUND);
		}
	}

	private static NewMemory memory(Random random, int dimension) {
		MemoryType type = MemoryType.values()[random.nextInt(4)];
		String topic = (type.hasTopic() && random.nextInt(4) > 0) ? "t" + random.nextInt(3) : null;
		// Seldom new, so that chains grow, break and close.
		String content = switch (random.nextInt(3)) {
			case 0 -> "null";
			case 1 -> "{\"n\":" + random.nextInt(6) + "}";
			default -> "[" + random.nextInt(3) + ",1e+300,-0.0,\"\u00e9\"]";
		};
		return new NewMemory(type.wireName(), "common " + text(random), topic, content, text(random),
				(random.nextInt(3) > 0) ? vector(random, dimension) : null, random.nextBoolean() ? text(random) : null,
				random.nextBoolean() ? text(random) : null,
				(type == MemoryType.TASK && random.nextBoolean()) ? Long.valueOf(random.nextInt(100_000)) : null);
	}

	private static String text(Random random) {
		return TEXTS.get(random.nextInt(TEXTS.size()));
	}

	/** Any finite bits. */
	private static float[] vector(Random random, int dimension) {
		float[] vector = new float[dimension];
		for (int i = 0; i < dimension; i++) {
			do {
				vector[i] = Float.intBitsToFloat(random.nextInt());
			}
			while (!Float.isFinite(vector[i]));
		}
		return vector;
	}

	@Test
	void whenExportedAndImportedThenNothingTellsTheProfilesApart() {
		long seed = new Random().nextLong();
		for (int i = 0; i < PROFILES; i++) {
			Random random = new Random(seed + i);
			ProfileAddress original = profile("original-" + i);
			ProfileAddress copy = profile("copy-" + i);
			this.node.service.ingest(original, List.of(), false);
			fill(original, random);
			List<String> lines = export(original);
			ImportedLines imported = importLines(copy, lines);
			String which = "seed " + (seed + i);
			assertThat(imported.complete()).as(which).isTrue();
			assertThat(imported.memories() + imported.sessions()).as(which).isEqualTo(lines.size() - 2);
			assertThat(export(copy)).as(which).isEqualTo(lines);
			int dimension = Math.max(1, this.node.service.transfer().export(copy, null).memories() % 5);
			float[] vector = vector(random, dimension);
			assertThat(seen(copy, vector)).as(which).isEqualTo(seen(original, vector));
			// And so it goes on: the same write does the same to both.
			NewMemory next = memory(random, 3);
			assertThat(this.node.service.ingest(copy, List.of(next), false).items()).as(which)
				.isEqualTo(this.node.service.ingest(original, List.of(next), false).items());
			assertThat(export(copy)).as(which).isEqualTo(export(original));
		}
	}

	@Test
	void everyFiniteFloatShouldBeReadAsItWas() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 200; i++) {
			float[] vector = vector(random, 500);
			StoredMemory memory = new StoredMemory(MemoryId.of("event", null, "null"), "event", null, "s", "null", "",
					null, null, 1, null, null, null, List.of());
			ProfileLine line = ProfileFormat.parse(ProfileFormat.memory(memory, vector), 2);
			assertThat(((ProfileLine.Stored) line).embedding()).as("seed " + seed).isEqualTo(vector);
			assertThat(((ProfileLine.Stored) line).memory()).isEqualTo(memory);
		}
	}

	@Test
	void whenVectorsAreForgottenThenTheirLengthIsKept() {
		String id = this.node.store(Item.event("with a vector").embedding(1, 2, 3));
		this.node.forget(id);
		List<String> lines = export(Node.ALICE);
		assertThat(lines).containsExactly("{\"format\":\"memoturn-profile\",\"version\":1}",
				"{\"end\":{\"lines\":2,\"vector_dimension\":3}}");
		importLines(profile("copy"), lines);
		assertThat(export(profile("copy"))).isEqualTo(lines);
		this.node.service.ingest(profile("copy"), List.of(Item.event("other").embedding(1, 2).build()), false);
		assertThat(export(profile("copy")).get(1)).endsWith("\"embedding\":null}}");
	}

	@Test
	void whenProfileIsLargerThanAPageThenItTravelsInMany() {
		for (int i = 0; i < 5; i++) {
			List<NewMemory> batch = new ArrayList<>();
			for (int j = 0; j < 500; j++) {
				batch.add(Item.event("event " + i + " " + j).session("s" + (i * 500 + j)).embedding(i, j).build());
			}
			this.node.service.ingest(Node.ALICE, batch, false);
		}
		List<String> lines = export(Node.ALICE);
		assertThat(lines).hasSize(5002);
		ProfileAddress copy = profile("copy");
		long stored = 0;
		for (int from = 0; from < lines.size(); from += 700) {
			stored = this.node.service.transfer()
				.importLines(copy, lines.subList(from, Math.min(lines.size(), from + 700)), from + 1, stored, false,
						() -> {
						})
				.stored();
		}
		assertThat(stored).isEqualTo(5000);
		assertThat(export(copy)).isEqualTo(lines);
		assertThat(this.node.service.transfer().size(copy)).isEqualTo(5000);
	}

	@Test
	void whenBranchIsNotWhatTheImportLeftThenConflict() {
		this.node.store(Item.event("something"));
		List<String> lines = export(Node.ALICE);
		assertConflict(Node.ALICE, lines, 1, 0);
		ProfileAddress copy = profile("copy");
		importLines(copy, lines.subList(0, 1));
		this.node.service.ingest(copy, List.of(Item.event("meanwhile").build()), false);
		assertConflict(copy, lines.subList(1, 3), 2, 0);
		ProfileAddress tasks = profile("tasks");
		this.node.service.ingest(tasks, List.of(Item.task("a task", 1).build()), false);
		assertConflict(tasks, lines, 1, 0);
	}

	private void assertConflict(ProfileAddress address, List<String> lines, long firstLine, long stored) {
		List<String> before = export(address);
		assertThatExceptionOfType(Fault.class)
			.isThrownBy(() -> this.node.service.transfer().importLines(address, lines, firstLine, stored, false, () -> {
			}))
			.returns(FaultCode.CONFLICT, Fault::code);
		assertThat(export(address)).isEqualTo(before);
	}

	/** Line, part, what takes its place, what is said about it. */
	private static final List<String> BAD_LINES = List.of("1 | memoturn-profile | other | must say what",
			"1 | \"version\":1 | \"version\":2 | version 2", "1 | } | ,\"x\":1} | field too many",
			"2 | {\"session\" | {\"sesion\" | must begin with", "2 | \"id\":\"s\" | \"id\":7 | must be a string",
			"2 | \"created_at\":1 | \"created_at\":-1 | integer from 0",
			"2 | \"created_at\":1 | \"at\":1 | unknown field 'at'",
			"3 | \"content\":\"old\" | \"content\":\"new\" | is not the one of its type",
			"3 | \"id\":\"mem_ | \"id\":\"mom_ | is not the one",
			"3 | \"topic_key\":\"t\" | \"topic_key\":\"u\" | is not the one",
			"3 | \"type\":\"fact\" | \"type\":\"fakt\" | must be fact",
			"3 | \"superseded_at\":1 | \"superseded_at\":null | come together",
			"3 | \"superseded_by\":\"mem_ | \"superseded_by\":\"men_ | must be the id of another",
			"3 | \"summary\":\"old\" | \"summary\":\" \" | white space", "3 | [1.0,2.5] | [1.0,1e300] | range",
			"3 | [1.0,2.5] | [] | must not be empty", "3 | } |   | ",
			"3 | \"keywords\":\"\" | \"keywords\":\"\",\"keywords\":\"\" | ",
			"4 | [3.0,4.0] | [3.0] | but those before it have 2",
			"4 | \"superseded_by\":null | \"superseded_by\":\"x\" | come together",
			"5 | \"expires_at\":null | \"expires_at\":5 | belongs to every task",
			"6 | \"embedding\":null | \"embedding\":[1.0,2.0] | not allowed on tasks",
			"7 | \"lines\":7 | \"lines\":8 | lines are missing",
			"7 | \"vector_dimension\":2 | \"vector_dimension\":3 | must be 2",
			"7 | \"vector_dimension\":2 | \"vector_dimension\":null | must be 2", "7 | { | x | ");

	@Test
	void whenALineIsBadThenItsNumberIsNamedAndNothingChanges() {
		for (String bad : BAD_LINES) {
			String[] parts = bad.split(" \\| ", -1);
			int number = Integer.parseInt(parts[0]);
			assertRefused(number, parts[3], (lines) -> {
				String line = lines.get(number - 1);
				assertThat(line).contains(parts[1]);
				return with(lines, number - 1, line.replace(parts[1], parts[2].strip()));
			});
		}
	}

	@Test
	void whenLinesContradictOneAnotherThenRefused() {
		assertRefused(4, "memory.id stands on an earlier line", (lines) -> with(lines, 3, lines.get(2)));
		assertRefused(3, "session.id stands on an earlier line", (lines) -> with(lines, 2, lines.get(1)));
		assertRefused(4, "has an active fact",
				(lines) -> with(lines, 2,
						lines.get(2)
							.replaceFirst("\"superseded_by\":.*?,\"superseded_at\":1",
									"\"superseded_by\":null,\"superseded_at\":null")));
		assertRefused(8, "comes after the end", (lines) -> with(lines, 7, lines.get(1)));
		assertRefused(3, "says again", (lines) -> with(lines, 2, lines.get(0)));
		assertRefused(1, "must say what", (lines) -> lines.subList(1, lines.size()));
	}

	private static List<String> with(List<String> lines, int index, String line) {
		List<String> changed = new ArrayList<>(lines);
		if (index < lines.size()) {
			changed.remove(index);
		}
		changed.add(index, line);
		return changed;
	}

	private void assertRefused(int number, String problem, UnaryOperator<List<String>> change) {
		this.node.clock.advance(1 - this.node.clock.millis());
		ProfileAddress original = profile("small");
		ProfileAddress copy = profile("copy");
		if (!this.node.service.exists(original)) {
			this.node.service.ingest(original,
					List.of(Item.fact("t", "old").session("s").embedding(1, 2.5f).build(),
							Item.fact("t", "new").embedding(3, 4).build(), Item.event("an event").build(),
							Item.task("a task", 5).build()),
					false);
			this.node.service.ingest(copy, List.of(), false);
		}
		DatabaseEntry database = this.node.store.database(copy.databaseName());
		assertThat(database).isNotNull();
		BranchEntry branch = this.node.store.branch(database, "main");
		assertThat(branch).isNotNull();
		String before = Fingerprint.of(this.node.store, branch);
		assertThatExceptionOfType(Fault.class).isThrownBy(() -> importLines(copy, change.apply(export(original))))
			.withMessageStartingWith("line " + number + ": ")
			.withMessageContaining(problem)
			.returns(FaultCode.INVALID_REQUEST, Fault::code);
		assertThat(Fingerprint.of(this.node.store, branch)).isEqualTo(before);
	}

}
