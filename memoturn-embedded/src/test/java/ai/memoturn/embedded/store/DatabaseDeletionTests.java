package ai.memoturn.embedded.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.Concurrently;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deleting databases: exclusive, whole or not at all, whatever crashes or runs meanwhile.
 */
@Timeout(60)
class DatabaseDeletionTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path temporary;

	private Path directory() {
		return this.temporary.resolve("data");
	}

	private NodeStore open() {
		return NodeStore.open(directory(), StoreOptions.defaults());
	}

	private static List<String> branchFiles(Path directory) {
		try (Stream<Path> files = Files.list(directory.resolve("branches"))) {
			return files.map((file) -> String.valueOf(file.getFileName())).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@Section("control 3.3")
	void whenDatabaseIsDeletedThenItsFilesAreGoneAndOthersStay() {
		try (NodeStore store = open()) {
			Notes kept = Notes.of(store, "kept");
			kept.add("stays");
			List<String> before = branchFiles(directory());
			Notes gone = Notes.of(store, "gone");
			gone.add("goes");
			gone.all();
			assertThat(store.deleteDatabase("gone", 5000)).isTrue();
			assertThat(branchFiles(directory())).isEqualTo(before);
			assertFault(FaultCode.DATABASE_NOT_FOUND, () -> gone.add("late"));
			assertFault(FaultCode.DATABASE_NOT_FOUND, gone::all);
			assertThat(store.database("gone")).isNull();
			assertThat(store.deleteDatabase("gone", 6000)).isFalse();
			assertThat(store.deletedAt("gone")).isEqualTo(5000);
			assertThat(kept.all()).containsExactly("stays");
			assertThat(store.openCount()).isEqualTo(1);
		}
	}

	@Test
	@Section("control 3.3")
	void whenDatabaseWasNeverUsedThenItIsDeletedToo() {
		try (NodeStore store = open()) {
			store.registerDatabase("a", 1000);
			assertThat(store.deleteDatabase("a", 2000)).isTrue();
			assertThat(store.databases("")).isEmpty();
		}
		try (NodeStore store = open()) {
			assertThat(store.databases("")).isEmpty();
		}
	}

	@Test
	@Section({ "database 1.3", "control 3.3" })
	void whenNameIsUsedAgainThenItIsAnotherDatabase() {
		try (NodeStore store = open()) {
			Notes old = Notes.of(store, "a");
			old.add("old");
			store.deleteDatabase("a", 2000);
			Notes renewed = Notes.of(store, "a");
			assertThat(renewed.branch().database().uuid()).isNotEqualTo(old.branch().database().uuid());
			assertThat(renewed.add("new")).isEqualTo(1);
			assertThat(renewed.all()).containsExactly("new");
			assertFault(FaultCode.DATABASE_NOT_FOUND, () -> old.add("late"));
			assertThat(renewed.all()).containsExactly("new");
		}
		try (NodeStore store = open()) {
			assertThat(Notes.of(store, "a").all()).containsExactly("new");
		}
	}

	@Test
	@Section("control 3.4")
	void timeOfDeletionShouldOnlyMoveForwardAndPrecedeTheNextCreation() {
		try (NodeStore store = open()) {
			store.registerDatabase("a", 9000);
			store.deleteDatabase("a", 9000);
			assertThat(store.registerDatabase("a", 8000).createdAt()).isEqualTo(9001);
			store.deleteDatabase("a", 7000);
			assertThat(store.deletedAt("a")).isEqualTo(9000);
			assertThat(store.deletedAt("b")).isNull();
		}
		try (NodeStore store = open()) {
			assertThat(store.deletedAt("a")).isEqualTo(9000);
			assertThat(store.registerDatabase("a", 9000).createdAt()).isEqualTo(9001);
			assertThat(store.registerDatabase("b", 10).createdAt()).isEqualTo(10);
		}
	}

	/**
	 * At every step a copy of the directory is what a crash would leave behind.
	 */
	@Test
	@Section("control 3.3")
	void whenCrashedAtAnyStepThenAllOrNothingIsLeft() {
		List<Path> crashes = new ArrayList<>();
		try (NodeStore store = open()) {
			Notes.of(store, "kept").add("stays");
			Notes.of(store, "gone").add("goes");
			store.onStep(() -> crashes.add(copy("crash" + crashes.size())));
			store.deleteDatabase("gone", 5000);
		}
		crashes.add(copy("end"));
		assertThat(crashes).hasSize(5);
		for (int step = 0; step < crashes.size(); step++) {
			try (NodeStore store = NodeStore.open(crashes.get(step), StoreOptions.defaults())) {
				boolean there = store.database("gone") != null;
				assertThat(there).as("step %d", step).isEqualTo(step == 0);
				assertThat(store.deletedAt("gone")).as("step %d", step).isEqualTo(there ? null : Long.valueOf(5000));
				assertThat(Notes.of(store, "kept").all()).containsExactly("stays");
				assertThat(branchFiles(crashes.get(step)).stream().filter((name) -> name.endsWith(".db")))
					.as("step %d", step)
					.hasSize(there ? 2 : 1);
				if (there) {
					assertThat(Notes.of(store, "gone").all()).containsExactly("goes");
				}
			}
		}
	}

	private Path copy(String name) {
		Path target = this.temporary.resolve(name);
		try (Stream<Path> files = Files.walk(directory())) {
			for (Path file : files.toList()) {
				Files.copy(file, target.resolve(directory().relativize(file)));
			}
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whenFileCannotBeDeletedThenItIsAtTheNextStart() throws IOException {
		Path blocked;
		try (NodeStore store = open()) {
			Notes gone = Notes.of(store, "gone");
			gone.add("goes");
			// A directory that is not empty, in the place of a file that SQLite removes.
			blocked = directory().resolve("branches").resolve(DataDirectory.branchFileName(gone.branch(), 1) + "-wal");
			store.onStep(() -> block(blocked));
			assertThat(store.deleteDatabase("gone", 5000)).isTrue();
			assertThat(store.database("gone")).isNull();
			assertThat(branchFiles(directory())).hasSize(2);
		}
		Files.delete(blocked.resolve("x"));
		open().close();
		assertThat(branchFiles(directory())).isEmpty();
	}

	private static void block(Path path) {
		try {
			if (!Files.exists(path)) {
				Files.createDirectory(path);
				Files.createFile(path.resolve("x"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whenReadsRunThenDeletionWaitsAndLaterOnesAreTold() throws Exception {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			notes.add("1");
			CountDownLatch reading = new CountDownLatch(1);
			CountDownLatch goOn = new CountDownLatch(1);
			AtomicBoolean deleted = new AtomicBoolean();
			Callable<String> reader = () -> store.read(notes.branch(), (snapshot) -> {
				reading.countDown();
				await(goOn);
				assertThat(deleted).isFalse();
				return "read";
			});
			Callable<String> deleter = () -> {
				await(reading);
				store.deleteDatabase("a", 2000);
				deleted.set(true);
				return "deleted";
			};
			Callable<String> late = () -> {
				await(reading);
				// Until the deletion has begun, reads succeed.
				try {
					Eventually.holds(() -> {
						goOn.countDown();
						notes.all();
						throw new AssertionError("still there");
					});
					return "";
				}
				catch (Fault ex) {
					return ex.code().wireName();
				}
			};
			assertThat(Concurrently.run(List.of(reader, deleter, late))).containsExactly("read", "deleted",
					"database_not_found");
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void whenAReadTakesTooLongThenNothingIsDeleted() {
		try (NodeStore store = NodeStore.open(directory(),
				StoreOptions.defaults().withWaitLimit(Duration.ofMillis(200)))) {
			Notes notes = Notes.of(store, "a");
			notes.add("1");
			String code = store.read(notes.branch(), (snapshot) -> {
				try {
					store.deleteDatabase("a", 2000);
					return "deleted";
				}
				catch (Fault ex) {
					return ex.code().wireName();
				}
			});
			assertThat(code).isEqualTo("unavailable");
			assertThat(store.deletedAt("a")).isNull();
			notes.add("2");
			assertThat(notes.all()).containsExactly("1", "2");
		}
	}

	@Test
	void whenWritersRaceWithDeletionThenWhatIsAcknowledgedIsInItsOwnDatabase() {
		try (NodeStore store = open()) {
			AtomicBoolean done = new AtomicBoolean();
			List<Callable<Integer>> calls = new ArrayList<>();
			IntStream.range(0, 2).forEach((deleter) -> calls.add(() -> {
				try {
					int deleted = 0;
					while (deleted < 20 && !done.get()) {
						deleted += store.deleteDatabase("a", 100) ? 1 : 0;
					}
					return deleted;
				}
				finally {
					done.set(true);
				}
			}));
			IntStream.range(0, 4).forEach((writer) -> calls.add(() -> {
				int told = 0;
				while (!done.get()) {
					try {
						Notes notes = Notes.of(store, "a");
						String text = writer + "-" + told;
						notes.add(text);
						assertThat(notes.all()).contains(text);
					}
					catch (Fault ex) {
						assertThat(ex.code()).isEqualTo(FaultCode.DATABASE_NOT_FOUND);
						told++;
					}
				}
				return told;
			}));
			Concurrently.run(calls);
			store.deleteDatabase("a", 200);
			assertThat(branchFiles(directory())).isEmpty();
			assertThat(store.openCount()).isZero();
		}
	}

}
