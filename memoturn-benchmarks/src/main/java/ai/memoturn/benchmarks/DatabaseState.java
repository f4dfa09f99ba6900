package ai.memoturn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.document.DocumentService;
import ai.memoturn.embedded.document.NewDocument;
import ai.memoturn.embedded.kv.KvService;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 10,000 keys and 100,000 documents, ten of which share a number that is indexed: in a
 * node in process and in SQLite used bare.
 */
@NullUnmarked
public class DatabaseState {

	static final int KEYS = 10_000;

	static final int DOCUMENTS = 100_000;

	static final int NUMBERS = DOCUMENTS / 10;

	static final byte[] VALUE = "x".repeat(100).getBytes(StandardCharsets.UTF_8);

	private static final int BATCH = 1000;

	private static String text(int number) {
		return "\"a text of some length, as documents have them, number " + number + "\"";
	}

	static NewDocument document(int number) {
		TreeMap<String, String> members = new TreeMap<>();
		members.put("n", String.valueOf(number % NUMBERS));
		members.put("tags", "[\"one\",\"two\"]");
		members.put("text", text(number));
		return NewDocument.of("d" + number, members);
	}

	/** The services themselves. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class InProcess {

		static final DatabaseSpec SPEC = DatabaseSpec.parse("bench");

		private Scratch scratch;

		private NodeStore store;

		private final Corpus corpus = new Corpus(1);

		private int next = DOCUMENTS;

		KvService keys;

		DocumentService documents;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults());
			DatabaseService databases = new DatabaseService(this.store, Clock.systemUTC());
			this.keys = new KvService(this.store, databases, Clock.systemUTC());
			this.documents = new DocumentService(this.store, databases);
			databases.create("bench");
			for (int i = 0; i < KEYS; i++) {
				this.keys.put(SPEC, "ns", "key" + i, VALUE, null, false);
			}
			this.documents.createIndex(SPEC, "docs", "n", false);
			for (int start = 0; start < DOCUMENTS; start += BATCH) {
				List<NewDocument> batch = new ArrayList<>();
				for (int i = start; i < start + BATCH; i++) {
					batch.add(document(i));
				}
				this.documents.insert(SPEC, "docs", batch, false);
			}
		}

		NewDocument nextDocument() {
			return document(this.next++);
		}

		int below(int bound) {
			return this.corpus.below(bound);
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	/** One SQLite connection. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Bare {

		private final Corpus corpus = new Corpus(1);

		private Scratch scratch;

		private int next = DOCUMENTS;

		BareTables tables;

		@Setup(Level.Trial)
		public void open() throws SQLException {
			this.scratch = Scratch.create();
			this.tables = new BareTables(this.scratch.path());
			for (int i = 0; i < KEYS; i++) {
				this.tables.put("key" + i, VALUE);
			}
			for (int i = 0; i < DOCUMENTS; i++) {
				this.tables.insert("d" + i, document(i).json());
			}
			this.tables.commit();
		}

		NewDocument nextDocument() {
			return document(this.next++);
		}

		int below(int bound) {
			return this.corpus.below(bound);
		}

		@TearDown(Level.Trial)
		public void close() throws SQLException {
			this.tables.close();
			this.scratch.close();
		}

	}

}
