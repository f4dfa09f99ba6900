package ai.memoturn.embedded.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.Concurrently;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.ChildProcess;
import ai.memoturn.embedded.support.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * History where the disk is full, space is short, calls race and others use the files.
 */
@Timeout(60)
class HistoryTroubleTests {

	private static final long SEGMENT = 65_536;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000_000));

	private NodeStore open(long mostBytes) {
		HistoryOptions history = new HistoryOptions(Duration.ofDays(1), Duration.ofDays(1), mostBytes, SEGMENT);
		return NodeStore.open(this.directory, StoreOptions.defaults().withHistory(history), System::nanoTime,
				this.now::get);
	}

	private NodeStore open() {
		return open(1L << 30);
	}

	private static List<String> texts(int count) {
		return IntStream.range(0, count).mapToObj(BranchStoreTests::text).toList();
	}

	private static List<Long> numbersDown(int from) {
		return IntStream.range(1, from).mapToObj((i) -> (long) from - i).toList();
	}

	private long size(String part) {
		try (Stream<Path> files = Files.list(this.directory.resolve(part))) {
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

	private long logSize(BranchEntry branch) {
		try {
			return Files
				.size(this.directory.resolve("branches").resolve(DataDirectory.branchFileName(branch, 1) + "-wal"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * SQLite takes the present size if the limit is lower.
	 */
	private static void limitPages(NodeStore store, BranchEntry branch, int pages) {
		store.write(branch, false, (transaction) -> {
			try (ResultSet rows = transaction.prepare("PRAGMA max_page_count = " + pages).executeQuery()) {
				return rows.next();
			}
		});
	}

	@Test
	void whenTheDiskIsFullThenReadsAndHistoryGoOnAndNothingIsLost() {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			texts(5).forEach(notes::add);
			limitPages(store, notes.branch(), 1);
			String large = BranchStoreTests.text(5).repeat(10);
			assertFault(FaultCode.UNAVAILABLE, () -> notes.add(large)).contains("full");
			assertThat(notes.all()).isEqualTo(texts(5));
			assertThat(store.checkpoint(notes.branch(), "full")).isEqualTo(5);
			limitPages(store, notes.branch(), 1_000_000);
			assertThat(notes.add(large)).isEqualTo(6);
			store.rewind(notes.branch(), "full");
			assertThat(notes.all()).isEqualTo(texts(5));
			store.rewind(notes.branch(), "2");
			assertThat(notes.all()).isEqualTo(texts(2));
		}
	}

	@Test
	void whenTheLogCannotBeMovedThenWritesGoOnUntilItCanAgain() {
		int count = 60;
		AtomicBoolean full = new AtomicBoolean();
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			notes.add(BranchStoreTests.text(0));
			store.onStep(() -> {
				if (full.get()) {
					throw new UncheckedIOException(new IOException("No space left on device"));
				}
			});
			full.set(true);
			texts(count).stream().skip(1).limit(count / 2).forEach(notes::add);
			assertThat(notes.all()).isEqualTo(texts(count / 2 + 1));
			full.set(false);
			texts(count).stream().skip(count / 2 + 1).forEach(notes::add);
			assertThat(notes.all()).isEqualTo(texts(count));
		}
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			assertThat(notes.all()).isEqualTo(texts(count));
			for (int txid = count - 1; txid > 0; txid -= 9) {
				store.rewind(notes.branch(), "" + txid);
				assertThat(notes.all()).isEqualTo(texts(txid));
			}
		}
	}

	@Test
	@Section("control 8")
	void whenTheHistoryIsTooLargeThenTheOldestGoesButForCheckpoints() {
		long most = 4 * SEGMENT;
		int count = 150;
		try (NodeStore store = open(most)) {
			Notes notes = Notes.of(store, "a");
			texts(3).forEach(notes::add);
			store.checkpoint(notes.branch(), "early");
			for (String text : texts(count).subList(3, count)) {
				notes.add(text);
				// Or several segments would become one.
				Eventually.holds(() -> assertThat(logSize(notes.branch())).isLessThan(SEGMENT));
			}
			assertThat(size("history")).isGreaterThan(6 * SEGMENT);
			for (int i = 0; i < 3; i++) {
				prune(store);
			}
			// The states between the early checkpoint and what is kept are one change.
			long change = 4096L * count;
			assertThat(size("history")).isLessThan(most + 2 * SEGMENT + change);
			assertFault(FaultCode.CONFLICT, () -> store.rewind(notes.branch(), "5"));
			assertThat(notes.all()).isEqualTo(texts(count));
			store.rewind(notes.branch(), "" + (count - 5));
			assertThat(notes.all()).isEqualTo(texts(count - 5));
			store.rewind(notes.branch(), "early");
			assertThat(notes.all()).isEqualTo(texts(3));
		}
	}

	private static void prune(NodeStore store) {
		RestoreWindows day = new RestoreWindows(Duration.ofDays(1), Duration.ofDays(1));
		store.pruneHistory((database) -> day);
	}

	@Test
	@Section("trust 3.4")
	void whenADatabaseHasAShorterWindowThenOnlyItsHistoryIsGivenUp() {
		int count = 30;
		RestoreWindows hour = new RestoreWindows(Duration.ofHours(1), Duration.ofHours(1));
		RestoreWindows day = new RestoreWindows(Duration.ofDays(1), Duration.ofDays(1));
		try (NodeStore store = open()) {
			Notes tightened = Notes.of(store, "acme--a");
			Notes other = Notes.of(store, "acme--b");
			for (Notes notes : List.of(tightened, other)) {
				texts(count).forEach(notes::add);
				store.checkpoint(notes.branch(), "kept");
				notes.add("more");
			}
			for (int i = 0; i < 3; i++) {
				this.now.updateAndGet((instant) -> instant.plus(Duration.ofHours(2)));
				store.pruneHistory((database) -> database.equals("acme--a") ? hour : day);
			}
			assertFault(FaultCode.CONFLICT, () -> store.rewind(tightened.branch(), "5"));
			store.rewind(tightened.branch(), "kept");
			assertThat(tightened.all()).isEqualTo(texts(count));
			store.rewind(other.branch(), "5");
			assertThat(other.all()).isEqualTo(texts(5));
		}
	}

	@Test
	void whenBranchDatabaseOrHistoryGoesThenItsSpaceIsGivenBack() {
		int count = 40;
		try (NodeStore store = open()) {
			Notes kept = Notes.of(store, "kept");
			kept.add("kept");
			long branches = size("branches");
			long history = size("history");
			Notes notes = Notes.of(store, "a");
			texts(count).forEach(notes::add);
			Notes fork = new Notes(store, Objects.requireNonNull(store.fork(notes.branch(), "fork", 1, null)).branch());
			long shared = size("history");
			long withoutFork = size("branches");
			texts(count).forEach(fork::add);
			assertThat(size("branches")).isGreaterThan(withoutFork + 4000L * count);
			store.deleteBranch(fork.branch());
			assertThat(size("branches")).isLessThan(withoutFork + 2 * SEGMENT);
			assertThat(size("history")).isLessThan(shared + 2 * SEGMENT);

			for (int i = 0; i < 3; i++) {
				this.now.updateAndGet((instant) -> instant.plus(Duration.ofHours(20)));
				prune(store);
			}
			assertThat(size("history")).isLessThan(history + SEGMENT);

			store.deleteDatabase("a", 1);
			assertThat(size("branches")).isLessThanOrEqualTo(branches);
			assertThat(size("history")).isLessThan(history + 4096);
		}
	}

	/**
	 * A rewind takes back what was written after its target, all of it, and nothing else
	 * is ever lost.
	 */
	@Test
	@Section({ "control 7", "control 19" })
	void whenRewindsRaceWritersAndReadersThenNoStateIsWrong() {
		int rewinds = 12;
		// As many as take longer than a checkpoint and a rewind, and no more: on a busy
		// machine the history would lag behind writers that never pause.
		int writesPerRewind = 200;
		Semaphore mayWrite = new Semaphore(0);
		ConcurrentLinkedQueue<Write> written = new ConcurrentLinkedQueue<>();
		ConcurrentLinkedQueue<Rewind> rewound = new ConcurrentLinkedQueue<>();
		AtomicBoolean over = new AtomicBoolean();
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			notes.add("first");
			List<Callable<Integer>> calls = new ArrayList<>();
			for (int writer = 0; writer < 3; writer++) {
				int number = writer;
				calls.add(() -> {
					int count = 0;
					while (!over.get()) {
						if (mayWrite.tryAcquire(10, TimeUnit.MILLISECONDS)) {
							written.add(Write.of(notes, number + " " + count++));
						}
					}
					return count;
				});
			}
			for (int reader = 0; reader < 2; reader++) {
				calls.add(() -> {
					int count = 0;
					while (!over.get()) {
						assertSound(store, notes.branch());
						count++;
					}
					return count;
				});
			}
			calls.add(() -> {
				try {
					for (int i = 0; i < rewinds; i++) {
						mayWrite.release(writesPerRewind);
						// However little the others get done, there is something to go
						// back by.
						written.add(Write.of(notes, "rewinder " + 2 * i));
						written.add(Write.of(notes, "rewinder " + (2 * i + 1)));
						long target = store.checkpoint(notes.branch(), "c") - i % 3;
						long begun = System.nanoTime();
						store.rewind(notes.branch(), "" + target);
						rewound.add(new Rewind(target, begun, System.nanoTime()));
					}
					return rewinds;
				}
				finally {
					over.set(true);
				}
			});
			Concurrently.run(calls);
			assertSound(store, notes.branch());
			Set<String> there = new HashSet<>(notes.all());
			for (Write write : written) {
				boolean here = there.contains(write.text);
				if (rewound.stream().anyMatch((rewind) -> rewind.target < write.txid && write.ended < rewind.begun)) {
					assertThat(here).as("%s in %s", write, rewound).isFalse();
				}
				else if (rewound.stream()
					.noneMatch((rewind) -> rewind.target < write.txid && write.begun < rewind.ended)) {
					assertThat(here).as("%s in %s", write, rewound).isTrue();
				}
			}
		}
	}

	private static void assertSound(NodeStore store, BranchEntry branch) {
		store.read(branch, (snapshot) -> {
			try (ResultSet row = snapshot.prepare("SELECT count(*), count(DISTINCT text) FROM notes").executeQuery()) {
				// Notes that are added at the same time share a transaction.
				assertThat(row.getLong(1)).isGreaterThanOrEqualTo(snapshot.txid()).isEqualTo(row.getLong(2));
			}
			return true;
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "PASSIVE", "TRUNCATE" })
	void whenAnotherProcessMovesTheLogThenTheHistoryBeginsAnew(String mode) throws Exception {
		int count = 25;
		int moved = count - 5;
		// Nothing is archived before it is asked for.
		HistoryOptions history = new HistoryOptions(Duration.ofDays(1), Duration.ofDays(1), 1L << 30, 1L << 30);
		try (NodeStore store = NodeStore.open(this.directory, StoreOptions.defaults().withHistory(history))) {
			Notes notes = Notes.of(store, "a");
			texts(moved).forEach(notes::add);
			Path file = this.directory.resolve("branches").resolve(DataDirectory.branchFileName(notes.branch(), 1));
			ChildProcess.run(LogMover.class, file.toString(), mode);
			texts(count).stream().skip(moved).forEach(notes::add);
			assertThat(notes.all()).isEqualTo(texts(count));
			// It is noticed now, and this is where the history begins.
			assertFault(FaultCode.CONFLICT, () -> store.rewind(notes.branch(), "" + (moved + 1)))
				.contains("no restorable state");
			assertThat(notes.all()).isEqualTo(texts(count));
			assertThat(notes.add("more")).isEqualTo(count + 1);
			store.rewind(notes.branch(), "" + count);
			assertThat(notes.all()).isEqualTo(texts(count));
			for (long txid : numbersDown(count)) {
				assertFault(FaultCode.CONFLICT, () -> store.rewind(notes.branch(), "" + txid));
			}
			assertSound(store, notes.branch());
		}
	}

	/** Moves the log of a database into its file, as any tool that opens it does. */
	static final class LogMover {

		private LogMover() {
		}

		/**
		 * Move the log.
		 * @param arguments the file and the mode
		 */
		public static void main(String[] arguments) throws SQLException {
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
					Statement statement = connection.createStatement();
					ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + arguments[1] + ")")) {
				if (!row.next() || row.getInt(2) != row.getInt(3)) {
					throw new IllegalStateException("The log was not moved");
				}
			}
		}

	}

	@Test
	void whenTheDiskReallyIsFullThenReadsAndHistoryGoOnAndNothingIsLost() throws Exception {
		assumeTrue(ChildProcess.hasPrivateMounts(), "a file system of its own can be mounted only by root on Linux");
		ChildProcess.runOnSmallDisk(FullDisk.class, this.directory, "4m");
	}

	/** What happens on a disk of 4 MiB. */
	static final class FullDisk {

		private FullDisk() {
		}

		/**
		 * Fill the disk, and see to it that everything is right.
		 * @param arguments the directory that the disk is mounted on
		 */
		public static void main(String[] arguments) throws IOException {
			Path disk = Path.of(arguments[0]);
			HistoryOptions history = new HistoryOptions(Duration.ofDays(1), Duration.ofDays(1), 1L << 30, 1L << 30);
			StoreOptions options = StoreOptions.defaults().withHistory(history);
			try (NodeStore store = NodeStore.open(disk.resolve("data"), options)) {
				Notes notes = Notes.of(store, "a");
				texts(30).forEach(notes::add);
				Path ballast = disk.resolve("ballast");
				fill(ballast);
				// What was committed is in the log alone, and there is no space for more.
				assertFault(FaultCode.UNAVAILABLE, () -> store.rewind(notes.branch(), "20"));
				assertThat(notes.all()).isEqualTo(texts(30));
				String large = BranchStoreTests.text(30).repeat(1000);
				assertFault(FaultCode.UNAVAILABLE, () -> notes.add(large));
				assertThat(notes.all()).isEqualTo(texts(30));
				Files.delete(ballast);
				assertThat(notes.add(BranchStoreTests.text(30))).isEqualTo(31);
				store.rewind(notes.branch(), "20");
				assertThat(notes.all()).isEqualTo(texts(20));
				assertSound(store, notes.branch());
			}
			try (NodeStore store = NodeStore.open(disk.resolve("data"), options)) {
				Notes notes = Notes.of(store, "a");
				assertThat(notes.all()).isEqualTo(texts(20));
				store.rewind(notes.branch(), "10");
				assertThat(notes.all()).isEqualTo(texts(10));
			}
		}

		private static void fill(Path file) throws IOException {
			for (int size = 65_536; size > 0; size /= 16) {
				try {
					while (true) {
						Files.write(file, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
					}
				}
				catch (IOException ex) {
					// Less may still fit.
				}
			}
		}

	}

	/**
	 * A write that was acknowledged.
	 *
	 * @param text what was written
	 * @param txid the transaction id
	 * @param begun when the call began
	 * @param ended when it returned
	 */
	private record Write(String text, long txid, long begun, long ended) {

		static Write of(Notes notes, String text) {
			long begun = System.nanoTime();
			return new Write(text, notes.add(text), begun, System.nanoTime());
		}

	}

	/**
	 * A rewind that was done.
	 *
	 * @param target the transaction id
	 * @param begun when the call began
	 * @param ended when it returned
	 */
	private record Rewind(long target, long begun, long ended) {
	}

}
