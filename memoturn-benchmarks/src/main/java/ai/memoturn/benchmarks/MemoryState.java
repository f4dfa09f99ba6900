package ai.memoturn.benchmarks;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same memories three times: in a node in process, in a node behind HTTP, and in
 * SQLite used bare. Each is built only for the benchmark that asks for it.
 */
@NullUnmarked
public class MemoryState {

	private static final int BATCH = 1000;

	private static List<Integer> batches(int memories) {
		List<Integer> starts = new ArrayList<>();
		for (int start = 0; start < memories; start += BATCH) {
			starts.add(start);
		}
		return starts;
	}

	/** The memory service itself. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class InProcess {

		static final ProfileAddress ALICE = new ProfileAddress("bench", "alice", "main");

		static final DatabaseSpec ALICE_DATABASE = new DatabaseSpec("bench--alice", "main");

		@Param({ "10000", "100000" })
		int memories;

		private final Corpus corpus = new Corpus(1);

		private Scratch scratch;

		private NodeStore store;

		private int next;

		MemoryService service;

		TranscriptService transcripts;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults());
			DatabaseService databases = new DatabaseService(this.store, Clock.systemUTC());
			this.transcripts = new TranscriptService(this.store, databases, Clock.systemUTC());
			this.service = new MemoryService(this.store, this.transcripts, Clock.systemUTC());
			for (int start : batches(this.memories)) {
				List<NewMemory> batch = new ArrayList<>();
				for (int i = start; i < Math.min(this.memories, start + BATCH); i++) {
					batch.add(new NewMemory("fact", this.corpus.summary(), null, "{\"n\":" + i + "}", null,
							this.corpus.embedding(), null, "bench", null));
				}
				this.service.ingest(ALICE, batch, false);
			}
		}

		NewMemory superseding() {
			int number = this.next++;
			return new NewMemory("fact", this.corpus.summary(), Topics.key(number), "{\"t\":" + number + "}", null,
					this.corpus.embedding(), null, "bench", null);
		}

		Corpus corpus() {
			return this.corpus;
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	/** A node behind HTTP and the blocking client before it. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class OverHttp {

		@Param({ "10000", "100000" })
		int memories;

		private final Corpus corpus = new Corpus(1);

		private Scratch scratch;

		private EmbeddedNode node;

		private MemoturnClient client;

		private int next;

		MemoryProfile alice;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.node = EmbeddedNode.builder().dataDirectory(this.scratch.path()).port(0).start();
			this.client = MemoturnClient.builder().url(this.node.url()).build();
			this.alice = this.client.memory("bench", "alice");
			for (int start : batches(this.memories)) {
				List<MemoryInput> batch = new ArrayList<>();
				for (int i = start; i < Math.min(this.memories, start + BATCH); i++) {
					batch.add(MemoryInput.fact(this.corpus.summary())
						.content(Map.of("n", i))
						.embedding(this.corpus.embedding()));
				}
				this.alice.ingest(batch);
			}
		}

		MemoryInput superseding() {
			int number = this.next++;
			return MemoryInput.fact(Topics.key(number), this.corpus.summary())
				.content(Map.of("t", number))
				.embedding(this.corpus.embedding());
		}

		Corpus corpus() {
			return this.corpus;
		}

		@TearDown(Level.Trial)
		public void close() {
			this.client.close();
			this.node.close();
			this.scratch.close();
		}

	}

	/** One SQLite connection. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Bare {

		@Param({ "10000", "100000" })
		int memories;

		private final Corpus corpus = new Corpus(1);

		private Scratch scratch;

		private int next;

		BareSqlite sqlite;

		@Setup(Level.Trial)
		public void open() throws SQLException {
			this.scratch = Scratch.create();
			this.sqlite = new BareSqlite(this.scratch.path());
			for (int i = 0; i < this.memories; i++) {
				this.sqlite.add("unique." + i, this.corpus.summary(), this.corpus.embedding());
			}
			this.sqlite.commit();
		}

		String nextTopic() {
			return Topics.key(this.next++);
		}

		Corpus corpus() {
			return this.corpus;
		}

		@TearDown(Level.Trial)
		public void close() throws Exception {
			this.sqlite.close();
			this.scratch.close();
		}

	}

}
