package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.document.DocumentService;
import ai.memoturn.embedded.document.FindQuery;
import ai.memoturn.embedded.document.NewDocument;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.sql.SqlBatch;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.sql.SqlStatement;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Fork;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.NewTurn;
import ai.memoturn.embedded.vector.VectorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs of writes, forks, checkpoints, rewinds, deletions, restarts and pruning
 * agree with a plain model, which remembers every state. Programs with an even seed keep
 * all of the history, those with an odd one as little as possible. A failing seed is
 * replayed with {@code -Dmemoturn.test.seed}.
 */
class HistoryModelTests {

	private static final int PROGRAMS = Integer.getInteger("memoturn.test.programs", 200);

	private static final int STEPS = 8;

	private static final int PER_NODE = 20;

	/** What a program writes. A further surface is one more of these. */
	private static final List<Kind> KINDS = List.of(HistoryModelTests::ingest, HistoryModelTests::ingest,
			HistoryModelTests::forget, HistoryModelTests::append, HistoryModelTests::endSession,
			HistoryModelTests::userTable, HistoryModelTests::dropUserTable, HistoryModelTests::document,
			HistoryModelTests::updateDocuments, HistoryModelTests::index, HistoryModelTests::key,
			HistoryModelTests::vector, HistoryModelTests::sql);

	static LongStream seeds() {
		Long replayed = Long.getLong("memoturn.test.seed");
		return (replayed != null) ? LongStream.of(replayed) : new Random().longs(PROGRAMS / PER_NODE);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@Timeout(120)
	@Section({ "control 5", "control 6", "control 7", "control 7.3", "control 7.4", "control 8", "control 9",
			"control 19" })
	void storeAgreesWithTheModel(long seed, @TempDir Path directory) {
		Duration window = ((seed & 1) == 0) ? Duration.ofDays(1) : Duration.ofMillis(1);
		StoreOptions options = StoreOptions.defaults()
			.withHistory(new HistoryOptions(window, window, 1L << 30, 1 << 16));
		Node node = Node.open(directory, options);
		Surfaces surfaces = new Surfaces(node);
		try {
			for (int i = 0; i < PER_NODE; i++) {
				Program program = new Program(node, surfaces, directory, options, "seed " + seed + ", program " + i,
						"p" + i, new Random(seed + i), (seed & 1) == 0);
				program.run();
				node = program.node;
				surfaces = program.surfaces;
			}
		}
		finally {
			node.close();
		}
	}

	private static void ingest(Program program, ProfileAddress profile) {
		List<NewMemory> items = new ArrayList<>();
		for (int i = program.random.nextInt(3); i >= 0; i--) {
			items.add(Item.fact("topic " + program.random.nextInt(4), program.words(4 + program.random.nextInt(300)))
				.content("" + program.random.nextInt(1000))
				.session("s" + program.random.nextInt(2))
				.embedding(program.vector())
				.build());
		}
		program.node.service.ingest(profile, items, false);
	}

	private static void forget(Program program, ProfileAddress profile) {
		RecallOutcome found = program.node.service.recall(profile, Ask.words("word").superseded().build(), 0);
		if (!found.hits().isEmpty()) {
			program.node.service.forget(profile, found.hits().get(0).memory().id(), false);
		}
	}

	private static void append(Program program, ProfileAddress profile) {
		program.node.transcripts.append(program.spec(profile.branch()), "s" + program.random.nextInt(2),
				new NewTurn("user", "\"" + program.words(3) + "\"", program.vector()), false);
	}

	private static void endSession(Program program, ProfileAddress profile) {
		program.node.service.endSession(profile, "s" + program.random.nextInt(2), program.random.nextBoolean(), false);
	}

	private static void userTable(Program program, ProfileAddress profile) {
		int size = (program.random.nextInt(8) == 0) ? 300_000 : 500;
		program.node.store.write(program.entry(profile.branch()), false, (transaction) -> {
			transaction.prepare("CREATE TABLE IF NOT EXISTS user_data (value BLOB)").execute();
			transaction.prepare("CREATE INDEX IF NOT EXISTS user_index ON user_data (substr(value, 1, 8))").execute();
			PreparedStatement insert = transaction.prepare("INSERT INTO user_data VALUES (?)");
			byte[] value = new byte[program.random.nextInt(size)];
			program.random.nextBytes(value);
			insert.setBytes(1, value);
			return insert.executeUpdate();
		});
	}

	private static void dropUserTable(Program program, ProfileAddress profile) {
		program.node.store.write(program.entry(profile.branch()), false,
				(transaction) -> transaction.prepare("DROP TABLE IF EXISTS user_data").execute());
	}

	private static void document(Program program, ProfileAddress profile) {
		Map<String, String> members = Map.of("n", "" + program.random.nextInt(5), "text",
				"\"" + program.words(program.random.nextInt(20)) + "\"");
		program.surfaces.documents.insert(program.spec(profile.branch()), "c",
				List.of(NewDocument.of("d" + program.random.nextInt(1_000_000), new TreeMap<>(members))), false);
	}

	private static void updateDocuments(Program program, ProfileAddress profile) {
		String filter = "{\"n\":" + program.random.nextInt(5) + "}";
		if (program.random.nextInt(4) == 0) {
			program.surfaces.documents.delete(program.spec(profile.branch()), "c", filter, false, false);
		}
		else {
			program.surfaces.documents.update(program.spec(profile.branch()), "c", filter, "{\"$inc\":{\"n\":1}}", true,
					false);
		}
	}

	private static void index(Program program, ProfileAddress profile) {
		program.surfaces.documents.createIndex(program.spec(profile.branch()), "c", "n", false);
	}

	private static void key(Program program, ProfileAddress profile) {
		String key = "k" + program.random.nextInt(4);
		if (program.random.nextInt(4) == 0) {
			program.surfaces.keys.delete(program.spec(profile.branch()), "n", key, false);
		}
		else {
			byte[] value = new byte[program.random.nextInt(2000)];
			program.random.nextBytes(value);
			program.surfaces.keys.put(program.spec(profile.branch()), "n", key, value, null, false);
		}
	}

	private static void vector(Program program, ProfileAddress profile) {
		program.surfaces.vectors.upsert(program.spec(profile.branch()), "c", "v" + program.random.nextInt(6),
				program.vector(), false);
	}

	private static void sql(Program program, ProfileAddress profile) {
		program.surfaces.sql.execute(program.spec(profile.branch()),
				SqlBatch.of(List.of(
						new SqlStatement("CREATE TABLE IF NOT EXISTS people (name TEXT UNIQUE, age INTEGER)",
								List.of()),
						new SqlStatement("INSERT OR REPLACE INTO people VALUES ('p" + program.random.nextInt(5) + "', "
								+ program.random.nextInt(100) + ")", List.of()))),
				false);
	}

	@FunctionalInterface
	private interface Kind {

		void write(Program program, ProfileAddress profile);

	}

	/** The services beside the memory of a node. */
	private static final class Surfaces {

		final DocumentService documents;

		final KvService keys;

		final VectorService vectors;

		final SqlService sql;

		Surfaces(Node node) {
			DatabaseService databases = new DatabaseService(node.store, node.clock);
			this.documents = new DocumentService(node.store, databases);
			this.keys = new KvService(node.store, databases, node.clock);
			this.vectors = new VectorService(node.store, databases);
			this.sql = new SqlService(node.store, databases, SqlService.DEFAULT_LIMIT);
		}

		/**
		 * Return what searches find, through the indexes and what is in memory.
		 */
		String found(DatabaseSpec spec) {
			StringBuilder found = new StringBuilder();
			for (int n = 0; n < 3; n++) {
				found.append(this.documents.find(spec, "c", new FindQuery("{\"n\":" + n + "}", null, 100, 0)).value());
			}
			found.append(this.keys.list(spec, "n", "", 100).value());
			return found.append(this.vectors.search(spec, "c", new float[] { 1, 2, 3 }, 10).value()).toString();
		}

	}

	/** What the model knows of a branch. */
	private static final class ModelBranch {

		/** What is remembered of each state, by its transaction id. */
		final NavigableMap<Long, Remembered> states = new TreeMap<>();

		final Map<String, Long> checkpoints = new HashMap<>();

		Remembered head() {
			return this.states.lastEntry().getValue();
		}

	}

	/**
	 * A state.
	 *
	 * @param print everything in its tables
	 * @param found what searches find in it
	 */
	private record Remembered(String print, String found) {
	}

	private static final class Program {

		private final Path directory;

		private final StoreOptions options;

		private final String name;

		private final String profile;

		private final boolean keepsAll;

		private final Map<String, ModelBranch> model = new TreeMap<>();

		final Random random;

		Node node;

		Surfaces surfaces;

		private String where = "";

		Program(Node node, Surfaces surfaces, Path directory, StoreOptions options, String name, String profile,
				Random random, boolean keepsAll) {
			this.node = node;
			this.surfaces = surfaces;
			this.directory = directory;
			this.options = options;
			this.name = name;
			this.profile = profile;
			this.random = random;
			this.keepsAll = keepsAll;
		}

		void run() {
			begin();
			for (int step = 0; step < STEPS; step++) {
				this.where = this.name + ", step " + step;
				this.node.clock.advance(1 + this.random.nextInt(2000));
				String branch = anyBranch();
				switch (this.random.nextInt(16)) {
					case 0, 1 -> fork(branch);
					case 2 -> checkpoint(branch);
					case 3, 4 -> rewind(branch);
					case 5 -> delete(branch);
					case 6 -> {
						if (this.random.nextInt(3) == 0) {
							this.node.close();
							this.node = Node.open(this.directory, this.options);
							this.surfaces = new Surfaces(this.node);
						}
					}
					case 7 -> this.node.store.pruneHistory((database) -> this.options.history().windows());
					case 8 -> this.node.store.sync(entry(branch));
					case 9 -> {
						if (this.random.nextInt(8) == 0) {
							this.node.store.deleteDatabase(database(), this.node.clock.millis());
							begin();
						}
					}
					default -> write(branch);
				}
				String seen = anyBranch();
				assertThat(state(seen)).as("%s, %s", this.where, seen).isEqualTo(branch(seen).head());
			}
			this.where = this.name;
			this.model.keySet().forEach(this::goBack);
		}

		private void begin() {
			this.model.clear();
			this.node.service.ingest(address("main"), List.of(), false);
			ModelBranch main = new ModelBranch();
			main.states.put(0L, state("main"));
			this.model.put("main", main);
		}

		private void write(String name) {
			KINDS.get(this.random.nextInt(KINDS.size())).write(this, address(name));
			long txid = this.node.store.sync(entry(name));
			ModelBranch branch = branch(name);
			Remembered now = state(name);
			if (txid == branch.states.lastKey()) {
				assertThat(now).as(this.where).isEqualTo(branch.head());
			}
			else {
				assertThat(txid).as(this.where).isGreaterThan(branch.states.lastKey());
				// One that needs several rounds leaves states that nobody has seen.
				branch.states.put(txid, now);
			}
		}

		private void fork(String parent) {
			String child = "b" + this.random.nextInt(4);
			Fork fork = this.node.store.fork(entry(parent), child, 1, null);
			if (this.model.containsKey(child)) {
				assertThat(fork).as(this.where).isNull();
				return;
			}
			assertThat(Objects.requireNonNull(fork).txid()).as(this.where).isEqualTo(branch(parent).states.lastKey());
			ModelBranch forked = new ModelBranch();
			forked.states.putAll(branch(parent).states);
			this.model.put(child, forked);
		}

		private void checkpoint(String name) {
			String checkpoint = "c" + this.random.nextInt(3);
			long txid = this.node.store.checkpoint(entry(name), checkpoint);
			assertThat(txid).as(this.where).isEqualTo(branch(name).states.lastKey());
			branch(name).checkpoints.put(checkpoint, txid);
		}

		private void rewind(String name) {
			ModelBranch branch = branch(name);
			if (this.random.nextBoolean()) {
				String checkpoint = "c" + this.random.nextInt(3);
				Long txid = branch.checkpoints.get(checkpoint);
				if (txid == null) {
					assertThat(code(name, checkpoint)).as(this.where).isEqualTo(FaultCode.BRANCH_NOT_FOUND);
				}
				else {
					rewound(name, checkpoint, txid);
				}
				return;
			}
			List<Long> txids = List.copyOf(branch.states.keySet());
			long txid = txids.get(this.random.nextInt(txids.size()));
			rewound(name, "" + txid, txid);
			long head = branch.states.lastKey();
			assertThat(code(name, "" + (head + 1 + this.random.nextInt(3)))).as(this.where)
				.isEqualTo(FaultCode.CONFLICT);
		}

		/**
		 * Rewind, unless the state may have been given up and has.
		 */
		private void rewound(String name, String to, long txid) {
			ModelBranch branch = branch(name);
			boolean pinned = this.keepsAll || branch.checkpoints.containsValue(txid) || txid == branch.states.lastKey();
			FaultCode refusal = code(name, to);
			if (refusal != null) {
				assertThat(refusal).as(this.where).isEqualTo(FaultCode.CONFLICT);
				assertThat(pinned).as("%s: %s needs %s", this.where, name, txid).isFalse();
				return;
			}
			branch.states.tailMap(txid, false).clear();
			branch.checkpoints.values().removeIf((value) -> value > txid);
			assertThat(state(name)).as("%s: %s at %s", this.where, name, txid).isEqualTo(branch.head());
		}

		private @Nullable FaultCode code(String name, String to) {
			try {
				this.node.store.rewind(entry(name), to);
				return null;
			}
			catch (Fault ex) {
				return ex.code();
			}
		}

		private void delete(String name) {
			if (!name.equals("main")) {
				this.node.store.deleteBranch(entry(name));
				this.model.remove(name);
			}
		}

		/**
		 * Visit what is left of the history of a branch.
		 */
		private void goBack(String name) {
			List<Long> txids = new ArrayList<>(branch(name).states.descendingKeySet());
			for (long txid : txids) {
				if (this.random.nextInt(3) == 0) {
					rewound(name, "" + txid, txid);
					Fingerprint.checkFile(this.node.store, entry(name), this.where);
				}
			}
		}

		private Remembered state(String name) {
			String found = this.node.service.recall(address(name), Ask.words("word other").andNear(1, 2, 3).build(), 0)
				.hits()
				.toString();
			return new Remembered(Fingerprint.of(this.node.store, entry(name)),
					found + this.surfaces.found(spec(name)));
		}

		private String anyBranch() {
			List<String> names = List.copyOf(this.model.keySet());
			return names.get(this.random.nextInt(names.size()));
		}

		private ModelBranch branch(String name) {
			return Objects.requireNonNull(this.model.get(name));
		}

		private String database() {
			return "acme--" + this.profile;
		}

		DatabaseSpec spec(String branch) {
			return new DatabaseSpec(database(), branch);
		}

		private ProfileAddress address(String branch) {
			return new ProfileAddress("acme", this.profile, branch);
		}

		BranchEntry entry(String branch) {
			return Objects.requireNonNull(
					this.node.store.branch(Objects.requireNonNull(this.node.store.database(database())), branch));
		}

		String words(int count) {
			StringBuilder words = new StringBuilder("word");
			for (int i = 0; i < count; i++) {
				words.append(' ').append((char) ('a' + this.random.nextInt(26))).append(this.random.nextInt(50));
			}
			return words.toString();
		}

		float[] vector() {
			return new float[] { this.random.nextFloat(), this.random.nextFloat(), this.random.nextFloat() };
		}

	}

}
