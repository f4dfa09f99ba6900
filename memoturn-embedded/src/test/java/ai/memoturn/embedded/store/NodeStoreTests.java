package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the data directory, its files, the write queue and the snapshots.
 */
@Timeout(60)
class NodeStoreTests {

	private static final String CREATE = "CREATE TABLE IF NOT EXISTS notes (text TEXT)";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path temporary;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenDirectoryIsInUseThenASecondStoreIsRefused() {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open)
					.withMessageContaining("in use by another node")
					.withMessageContaining(directory().toString());
			}
			assertThat(note(store, branch, "still works")).isPositive();
		}
		open().close();
	}

	@Test
	void whenDirectoryIsInUseThenASecondProcessIsRefused() throws IOException, InterruptedException {
		try (NodeStore store = open()) {
			// A refused second store in this process must not drop the lock.
			assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open);
			assertThat(openElsewhere()).contains("in use by another node");
			assertThat(store.databases("")).isEmpty();
		}
		assertThat(openElsewhere()).isEqualTo("opened");
	}

	private String openElsewhere() throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), OpenElsewhere.class.getName(), directory().toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	/** The second process. */
	static final class OpenElsewhere {

		private OpenElsewhere() {
		}

		public static void main(String[] args) {
			try (NodeStore store = NodeStore.open(Path.of(args[0]), StoreOptions.defaults())) {
				System.out.println(store.databases("").isEmpty() ? "opened" : "opened with data");
			}
			catch (StoreOpenException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

	@Test
	void whenPathIsNoDirectoryThenTheMessageSaysSo() throws IOException {
		Files.createFile(directory());
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open).withMessageContaining("is a file");
	}

	@Test
	void whenPathLooksLikeSettingsThenItIsRefused() {
		assertThatExceptionOfType(StoreOpenException.class)
			.isThrownBy(() -> NodeStore.open(this.temporary.resolve("a?journal_mode=OFF"), StoreOptions.defaults()))
			.withMessageContaining("'?'");
	}

	@Test
	void filesBelongToTheOwnerAlone() throws IOException {
		try (NodeStore store = open()) {
			note(store, branch(store, "a"), "secret");
			if (!directory().getFileSystem().supportedFileAttributeViews().contains("posix")) {
				return;
			}
			try (Stream<Path> files = Files.walk(directory())) {
				for (Path file : files.filter((path) -> !path.getFileName().toString().startsWith("sqlite-"))
					.toList()) {
					assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as("%s", file)
						.isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
				}
			}
		}
	}

	@Test
	void whenNameIsHostileThenItReachesNoPath() throws IOException {
		try (NodeStore store = open()) {
			note(store, branch(store, "../../a?b=c\u0000:memory:"), "x");
			try (Stream<Path> files = Files.list(directory().resolve("branches"))) {
				assertThat(files.map((file) -> file.getFileName().toString()))
					.allMatch((name) -> name.matches("[0-9a-f-]{36}_[0-9a-f-]{36}\\.db(-wal|-shm)?"));
			}
		}
	}

	@Test
	void leftOverNativeLibrariesAreSwept() throws IOException {
		open().close();
		Path leftOver = Files.createFile(directory().resolve("native/sqlite-3.54.1.0-0-libsqlitejdbc.so"));
		open().close();
		assertThat(leftOver).doesNotExist();
	}

	@Test
	@Section("database 1.1")
	void databasesAreFoundAgain() {
		DatabaseEntry created;
		try (NodeStore store = open()) {
			created = store.registerDatabase("acme--alice", 7);
			assertThat(store.registerDatabase("acme--alice", 8)).isEqualTo(created);
			store.registerDatabase("acme--", 1);
			store.registerDatabase("acmf", 1);
		}
		try (NodeStore store = open()) {
			assertThat(store.database("acme--alice")).isEqualTo(created);
			assertThat(store.databases("acme--")).extracting(DatabaseEntry::name)
				.containsExactly("acme--", "acme--alice");
			assertThat(store.database("acme--bob")).isNull();
			assertThat(store.branch(created, "other")).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PRAGMA user_version = 4", "PRAGMA application_id = 1" })
	void whenFormatIsUnknownThenTheFileIsRefused(String change) throws SQLException {
		Path file;
		try (NodeStore store = open()) {
			note(store, branch(store, "a"), "kept");
			file = onlyBranchFile();
		}
		String reason = change.contains("user_version") ? "newer" : "not written by";
		execute(file, change);
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			assertFault(FaultCode.INTERNAL, () -> notes(store, branch)).contains(reason);
			assertThat(note(store, branch(store, "b"), "unaffected")).isPositive();
		}
		execute(directory().resolve("catalog.db"), change);
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open).withMessageContaining(reason);
		// Refused before anything was written or left locked.
		execute(directory().resolve("catalog.db"), "PRAGMA application_id = " + 0x4d545f43);
		execute(directory().resolve("catalog.db"), "PRAGMA user_version = 1");
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open).withMessageContaining("older");
		execute(directory().resolve("catalog.db"), "PRAGMA user_version = 3");
		open().close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "deleted", "emptied", "overwritten", "truncated", "flipped" })
	void whenAFileIsDamagedThenOnlyItsDatabaseFails(String damage) throws IOException {
		Path file;
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			for (int i = 0; i < 200; i++) {
				note(store, branch, "note ".repeat(100) + i);
			}
			file = onlyBranchFile();
		}
		byte[] content = Files.readAllBytes(file);
		switch (damage) {
			case "deleted" -> Files.delete(file);
			case "emptied" -> Files.write(file, new byte[0]);
			case "overwritten" -> Files.write(file,
					"not a database, but long enough to be one".repeat(100).getBytes(StandardCharsets.UTF_8));
			case "truncated" -> Files.write(file, Arrays.copyOf(content, 4096 * 5));
			default -> {
				for (int i = 4096; i < content.length; i += 97) {
					content[i] ^= 0x55;
				}
				Files.write(file, content);
			}
		}
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			for (int i = 0; i < 3; i++) {
				assertFault(FaultCode.INTERNAL, () -> notes(store, branch)).doesNotContain(directory().toString());
				assertFault(FaultCode.INTERNAL, () -> note(store, branch, "more"));
			}
			assertThat(note(store, branch(store, "b"), "unaffected")).isPositive();
			assertThat(notes(store, branch(store, "b"))).containsExactly("unaffected");
		}
	}

	@Test
	@Section({ "memory 1", "memory 11", "database 9" })
	void whenWritesWaitThenTheyShareOneRoundAndOneTxid() throws Exception {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			List<Long> txids = queued(store, branch, 10, (i) -> () -> note(store, branch, "waited " + i));
			// The one that was blocking came first, alone.
			assertThat(txids).hasSize(10).containsOnly(txids.get(0));
			assertThat(notes(store, branch)).hasSize(12);
			assertThat(store.<Long>read(branch, Snapshot::txid)).isEqualTo(txids.get(0));
		}
	}

	@Test
	@Section("database 9")
	void whenOneOfARoundFailsThenItAloneIsUndone() throws Exception {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			List<Long> txids = queued(store, branch, 10, (i) -> () -> {
				try {
					return store.write(branch, false, (transaction) -> {
						insert(transaction, "waited " + i);
						if (i == 4) {
							throw new Fault(FaultCode.CONFLICT, "no");
						}
						return i;
					}).txid();
				}
				catch (Fault ex) {
					return -1L;
				}
			});
			assertThat(txids.get(4)).isEqualTo(-1);
			assertThat(notes(store, branch)).hasSize(11).doesNotContain("waited 4");
		}
	}

	@Test
	void whenOneOfARoundTakesTheTransactionWithItThenTheOthersAreRepeated() throws Exception {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			store.write(branch, false, (transaction) -> transaction.prepare(CREATE).execute());
			store.write(branch, false, (transaction) -> transaction.prepare("""
					CREATE TRIGGER poison BEFORE INSERT ON notes WHEN new.text = 'waited 4'
					BEGIN SELECT RAISE(ROLLBACK, 'poison'); END""").execute());
			List<Long> txids = queued(store, branch, 10, (i) -> () -> {
				try {
					return note(store, branch, "waited " + i);
				}
				catch (Fault ex) {
					return -1L;
				}
			});
			assertThat(txids.get(4)).isEqualTo(-1);
			assertThat(notes(store, branch)).hasSize(10).doesNotContain("waited 4");
		}
	}

	@Test
	@Section({ "memory 11", "database 9", "control 12", "control 12.1" })
	void whenQueueIsFullThenTheNextWriteIsRefusedAndNothingOfItIsDone() throws Exception {
		try (NodeStore store = open(StoreOptions.defaults().withWriteQueueDepth(3))) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			CountDownLatch release = new CountDownLatch(1);
			Future<?> blocker = block(store, branch, release);
			List<Future<Long>> waiting = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				String text = "waited " + i;
				waiting.add(this.threads.submit(() -> note(store, branch, text)));
			}
			awaitWaiting(store, branch, 3);
			assertFault(FaultCode.OVERLOADED, () -> note(store, branch, "refused"));
			// Reads are never shed.
			assertThat(notes(store, branch)).containsExactly("first");
			release.countDown();
			blocker.get(30, TimeUnit.SECONDS);
			for (Future<Long> write : waiting) {
				assertThat(write.get(30, TimeUnit.SECONDS)).isPositive();
			}
			assertThat(notes(store, branch)).containsExactlyInAnyOrder("first", "blocker", "waited 0", "waited 1",
					"waited 2");
		}
	}

	@Test
	void whenAWriteWaitsTooLongOrIsInterruptedThenItIsWithdrawn() throws Exception {
		try (NodeStore store = open(StoreOptions.defaults().withWaitLimit(Duration.ofMillis(300)))) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			CountDownLatch release = new CountDownLatch(1);
			Future<?> blocker = block(store, branch, release);
			Future<Boolean> interrupted = this.threads.submit(() -> {
				Thread.currentThread().interrupt();
				assertFault(FaultCode.UNAVAILABLE, () -> note(store, branch, "interrupted"));
				return Thread.interrupted();
			});
			assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
			assertFault(FaultCode.UNAVAILABLE, () -> note(store, branch, "waited too long"));
			release.countDown();
			blocker.get(30, TimeUnit.SECONDS);
			assertThat(note(store, branch, "next")).isPositive();
			assertThat(notes(store, branch)).containsExactly("first", "blocker", "next");
		}
	}

	@Test
	void whenAllReadersAreTakenThenAReadWaitsForALimitedTime() throws Exception {
		StoreOptions options = StoreOptions.defaults().withReadersPerBranch(1).withWaitLimit(Duration.ofMillis(300));
		try (NodeStore store = open(options)) {
			BranchEntry branch = branch(store, "a");
			CountDownLatch release = new CountDownLatch(1);
			CountDownLatch reading = new CountDownLatch(1);
			Future<Boolean> reader = this.threads.submit(() -> store.read(branch, (snapshot) -> {
				reading.countDown();
				return await(release);
			}));
			assertThat(await(reading)).isTrue();
			assertFault(FaultCode.UNAVAILABLE, () -> store.read(branch, Snapshot::txid));
			release.countDown();
			assertThat(reader.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(store.<Long>read(branch, Snapshot::txid)).isZero();
		}
	}

	@Test
	void whenAReadRunsTooLongThenItIsStopped() {
		try (NodeStore store = open(StoreOptions.defaults().withWaitLimit(Duration.ofMillis(500)))) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			assertFault(FaultCode.UNAVAILABLE, () -> store.read(branch, (snapshot) -> {
				try (ResultSet rows = snapshot.prepare("""
						WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
						SELECT count(*) FROM n""").executeQuery()) {
					return rows.next();
				}
			})).contains("too long");
			assertThat(notes(store, branch)).containsExactly("first");
		}
	}

	@Test
	@Section("database 2.5")
	void readsSeeOneStateHoweverLongTheyLast() throws Exception {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			List<String> seen = store.read(branch, (snapshot) -> {
				try {
					assertThat(this.threads.submit(() -> note(store, branch, "later")).get(30, TimeUnit.SECONDS))
						.isEqualTo(snapshot.txid() + 1);
				}
				catch (InterruptedException | ExecutionException | TimeoutException ex) {
					throw new AssertionError(ex);
				}
				return notes(snapshot);
			});
			assertThat(seen).containsExactly("first");
			assertThat(notes(store, branch)).containsExactly("first", "later");
		}
	}

	@Test
	void readsCannotWrite() {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			note(store, branch, "first");
			assertFault(FaultCode.UNAVAILABLE,
					() -> store.read(branch, (snapshot) -> snapshot.prepare("DELETE FROM notes").execute()));
			assertThat(notes(store, branch)).containsExactly("first");
		}
	}

	@Test
	@Section({ "memory 2", "memory 14", "database 2.5" })
	void durableRoundsAreFlushedAndOthersAreNot() {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			assertThat(synchronous(store, branch, false)).isEqualTo(1);
			assertThat(synchronous(store, branch, true)).isEqualTo(2);
			assertThat(synchronous(store, branch, false)).isEqualTo(1);
		}
		try (NodeStore store = open(StoreOptions.defaults().withDurable(true))) {
			assertThat(synchronous(store, branch(store, "a"), false)).isEqualTo(2);
		}
	}

	private static int synchronous(NodeStore store, BranchEntry branch, boolean durable) {
		return store.write(branch, durable, (transaction) -> {
			try (ResultSet rows = transaction.prepare("PRAGMA synchronous").executeQuery()) {
				return rows.getInt(1);
			}
		}).value();
	}

	@Test
	void connectionsAreHardened() {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			for (String setting : List.of("secure_delete 1", "trusted_schema 0", "cell_size_check 1", "temp_store 2",
					"journal_mode wal", "mmap_size 0")) {
				String[] words = setting.split(" ");
				assertThat(store.write(branch, false, (transaction) -> {
					try (ResultSet rows = transaction.prepare("PRAGMA " + words[0]).executeQuery()) {
						return rows.getString(1);
					}
				}).value()).as(setting).isEqualTo(words[1]);
			}
			assertFault(FaultCode.INTERNAL, () -> store.write(branch, false,
					(transaction) -> transaction.prepare("ATTACH ':memory:' AS other").execute()));
		}
	}

	@Test
	@Section({ "memory 1", "database 2.5" })
	void whenWorkChangesNothingThenTxidStays() {
		try (NodeStore store = open()) {
			BranchEntry branch = branch(store, "a");
			assertThat(store.write(branch, false, (transaction) -> 1).txid()).isZero();
			assertThat(store.write(branch, false, (transaction) -> transaction.prepare(CREATE).execute()).txid())
				.as("a change of the schema counts")
				.isEqualTo(1);
			assertThat(store.write(branch, false, (transaction) -> transaction.prepare(CREATE).execute()).txid())
				.isEqualTo(1);
			assertThat(note(store, branch, "x")).isEqualTo(2);
			assertThat(store
				.write(branch, false,
						(transaction) -> transaction.prepare("DELETE FROM notes WHERE text = 'y'").execute())
				.txid()).isEqualTo(2);
		}
	}

	@Test
	void closeLetsRunningCallsFinishAndRefusesNewOnes() throws Exception {
		NodeStore store = open();
		BranchEntry branch = branch(store, "a");
		note(store, branch, "first");
		CountDownLatch release = new CountDownLatch(1);
		Future<?> blocker = block(store, branch, release);
		Future<?> closing = this.threads.submit(store::close);
		while (true) {
			try {
				notes(store, branch);
			}
			catch (Fault ex) {
				assertThat(ex.code()).isEqualTo(FaultCode.UNAVAILABLE);
				break;
			}
		}
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this::open);
		release.countDown();
		blocker.get(30, TimeUnit.SECONDS);
		closing.get(30, TimeUnit.SECONDS);
		store.close();
		assertFault(FaultCode.UNAVAILABLE, () -> note(store, branch, "late"));
		assertFault(FaultCode.UNAVAILABLE, () -> store.registerDatabase("b", 0));
		try (Stream<Path> files = Files.list(directory().resolve("branches"))) {
			assertThat(files.map((file) -> file.getFileName().toString())).allMatch((name) -> name.endsWith(".db"));
		}
		try (NodeStore again = open()) {
			assertThat(notes(again, branch(again, "a"))).containsExactly("first", "blocker");
		}
	}

	private interface Waiting {

		Callable<Long> number(int i);

	}

	/**
	 * Let that many writes wait behind one that blocks, then let all of them go on.
	 */
	private List<Long> queued(NodeStore store, BranchEntry branch, int count, Waiting writes) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Future<?> blocker = block(store, branch, release);
		List<Future<Long>> futures = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			futures.add(this.threads.submit(writes.number(i)));
		}
		awaitWaiting(store, branch, count);
		release.countDown();
		blocker.get(30, TimeUnit.SECONDS);
		List<Long> results = new ArrayList<>();
		for (Future<Long> future : futures) {
			results.add(future.get(30, TimeUnit.SECONDS));
		}
		return results;
	}

	private Future<?> block(NodeStore store, BranchEntry branch, CountDownLatch release) {
		CountDownLatch running = new CountDownLatch(1);
		Future<?> blocker = this.threads.submit(() -> store.write(branch, false, (transaction) -> {
			running.countDown();
			await(release);
			return insert(transaction, "blocker");
		}));
		assertThat(await(running)).isTrue();
		return blocker;
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitWaiting(NodeStore store, BranchEntry branch, int count) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (store.waitingWrites(branch) < count) {
			assertThat(System.nanoTime()).isLessThan(end);
			Thread.onSpinWait();
		}
	}

	private Path directory() {
		return this.temporary.resolve("data");
	}

	private NodeStore open() {
		return open(StoreOptions.defaults());
	}

	private NodeStore open(StoreOptions options) {
		return NodeStore.open(directory(), options);
	}

	private static BranchEntry branch(NodeStore store, String database) {
		BranchEntry branch = store.branch(store.registerDatabase(database, 1), "main");
		if (branch == null) {
			throw new AssertionError("main always exists");
		}
		return branch;
	}

	private Path onlyBranchFile() {
		try (Stream<Path> files = Files.list(directory().resolve("branches"))) {
			return files.filter((file) -> file.toString().endsWith(".db")).findFirst().orElseThrow();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void execute(Path file, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static long note(NodeStore store, BranchEntry branch, String text) {
		return store.write(branch, false, (transaction) -> insert(transaction, text)).txid();
	}

	private static int insert(Transaction transaction, String text) throws SQLException {
		transaction.prepare(CREATE).execute();
		PreparedStatement insert = transaction.prepare("INSERT INTO notes (text) VALUES (?)");
		insert.setString(1, text);
		return insert.executeUpdate();
	}

	private static List<String> notes(NodeStore store, BranchEntry branch) {
		return store.read(branch, NodeStoreTests::notes);
	}

	private static List<String> notes(Snapshot snapshot) throws SQLException {
		List<String> notes = new ArrayList<>();
		try (ResultSet rows = snapshot.prepare("SELECT text FROM notes ORDER BY rowid").executeQuery()) {
			while (rows.next()) {
				notes.add(rows.getString(1));
			}
		}
		return notes;
	}

}
