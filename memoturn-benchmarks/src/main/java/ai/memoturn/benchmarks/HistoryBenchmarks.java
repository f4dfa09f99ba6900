package ai.memoturn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.memory.IngestOutcome;
import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.memory.ProfileAddress;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Rewound;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Fork, checkpoint, rewind by 1,000 transactions and first use of a profile whose
 * memories of 256 floats were stored one transaction each; memories stored while the log
 * is moved into the history, and while it is left as it is; and durable writes of keys by
 * one and by 64 callers. When the profile is stored it says how large the history is.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class HistoryBenchmarks {

	private static final ProfileAddress ALICE = new ProfileAddress("bench", "alice", "main");

	@Benchmark
	public Object fork(Profile profile) {
		return profile.fork();
	}

	@Benchmark
	public long checkpoint(Profile profile) {
		return profile.store.checkpoint(profile.main, "before");
	}

	@Benchmark
	@BenchmarkMode(Mode.SingleShotTime)
	@Warmup(iterations = 5)
	@Measurement(iterations = 20)
	public Rewound rewindBy1000(ForkInUse fork, Profile profile) {
		return profile.store.rewind(fork.branch, Long.toString(fork.txid - 1000));
	}

	@Benchmark
	@BenchmarkMode(Mode.SingleShotTime)
	@Warmup(iterations = 5)
	@Measurement(iterations = 20)
	public Object open(Closed closed, Profile profile) {
		return profile.store.read(profile.main, Snapshot::txid);
	}

	@Benchmark
	@Measurement(iterations = 5, time = 5)
	public IngestOutcome ingest(Growing state) {
		return state.ingest();
	}

	@Benchmark
	public long durableWriter(Durable state) {
		return state.put();
	}

	@Benchmark
	@Threads(64)
	public long durableWriters64(Durable state) {
		return state.put();
	}

	/** The profile. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Profile {

		@Param("10000")
		int memories;

		private final Corpus corpus = new Corpus(1);

		private final AtomicInteger forks = new AtomicInteger();

		private Scratch scratch;

		NodeStore store;

		BranchEntry main;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults());
			MemoryService service = service(this.store);
			for (int i = 0; i < this.memories; i++) {
				service.ingest(ALICE, List.of(memory(this.corpus, i)), false);
			}
			closeAll();
			System.out.printf("%n%d memories: file of %d KiB, history of %d KiB%n", this.memories,
					size("branches") >> 10, size("history") >> 10);
			this.main = this.store.branch(this.store.database("bench--alice"), "main");
		}

		/**
		 * Close the store and open it again, so that nothing is in use and all of the
		 * logs is in the history.
		 */
		void closeAll() {
			this.store.close();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults());
			service(this.store);
			this.main = this.store.branch(this.store.database("bench--alice"), "main");
		}

		private long size(String directory) {
			try (Stream<Path> files = Files.list(this.scratch.path().resolve(directory))) {
				long sum = 0;
				for (Path file : files.toList()) {
					sum += Files.size(file);
				}
				return sum;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		ai.memoturn.embedded.store.Fork fork() {
			return this.store.fork(this.main, "fork-" + this.forks.incrementAndGet(), 1, null);
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	/** A fork that has been used. */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ForkInUse {

		BranchEntry branch;

		long txid;

		@Setup(Level.Invocation)
		public void use(Profile profile) {
			this.branch = profile.fork().branch();
			this.txid = profile.store.read(this.branch, Snapshot::txid);
		}

		@TearDown(Level.Invocation)
		public void delete(Profile profile) {
			profile.store.deleteBranch(this.branch);
		}

	}

	/** Nothing is in use. */
	@State(Scope.Thread)
	public static class Closed {

		@Setup(Level.Invocation)
		public void close(Profile profile) {
			profile.closeAll();
		}

	}

	/**
	 * A profile to which memories are added, with or without what moves its log into the
	 * history. Without, the log is never copied back either, which bare SQLite would do.
	 * Words and embeddings come again after a while; no memory does.
	 */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Growing {

		@Param({ "true", "false" })
		boolean history;

		private final List<NewMemory> prepared = new ArrayList<>();

		private int next;

		private Scratch scratch;

		private NodeStore store;

		private MemoryService service;

		@Setup(Level.Trial)
		public void open() {
			HistoryOptions defaults = HistoryOptions.defaults();
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(),
					StoreOptions.defaults()
						.withHistory(this.history ? defaults : new HistoryOptions(defaults.fineWindow(),
								defaults.thinWindow(), defaults.mostBytes(), Long.MAX_VALUE)));
			this.service = service(this.store);
			Corpus corpus = new Corpus(1);
			for (int i = 0; i < 10_000; i++) {
				this.prepared.add(memory(corpus, i));
			}
		}

		IngestOutcome ingest() {
			int number = this.next++;
			NewMemory like = this.prepared.get(number % this.prepared.size());
			return this.service.ingest(ALICE, List.of(memory(like.summary(), like.embedding(), number)), false);
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	/** A node that flushes every write. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Durable {

		private static final DatabaseSpec SPEC = new DatabaseSpec("bench", "main");

		private static final byte[] VALUE = new byte[100];

		private final AtomicInteger next = new AtomicInteger();

		private Scratch scratch;

		private NodeStore store;

		private KvService keys;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults().withDurable(true));
			this.keys = new KvService(this.store, new DatabaseService(this.store, Clock.systemUTC()),
					Clock.systemUTC());
			this.store.registerDatabase("bench", 1);
		}

		long put() {
			return this.keys.put(SPEC, "n", "key-" + this.next.getAndIncrement() % 10_000, VALUE, null, false);
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	private static MemoryService service(NodeStore store) {
		DatabaseService databases = new DatabaseService(store, Clock.systemUTC());
		return new MemoryService(store, new TranscriptService(store, databases, Clock.systemUTC()), Clock.systemUTC());
	}

	private static NewMemory memory(Corpus corpus, int number) {
		return memory(corpus.summary(), corpus.embedding(), number);
	}

	private static NewMemory memory(String summary, float @Nullable [] embedding, int number) {
		return new NewMemory("fact", summary, null, "{\"n\":" + number + "}", null, embedding, null, "bench", null);
	}

}
