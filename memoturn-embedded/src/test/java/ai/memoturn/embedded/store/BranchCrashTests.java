package ai.memoturn.embedded.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.CrashImages;
import ai.memoturn.embedded.support.Eventually;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * At every step of a change to the files a copy of the directory is what a crash would
 * leave behind. Opened again it holds the state before or the state after, with all of
 * its history, and no file that belongs to nothing.
 */
@Timeout(120)
class BranchCrashTests {

	private static final int NOTES = 10;

	private static final RestoreWindows SHORT = new RestoreWindows(Duration.ofMillis(1), Duration.ofMillis(1));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path temporary;

	private Path directory() {
		return this.temporary.resolve("data");
	}

	/** What is interrupted. */
	enum Change {

		/** The file of a fork is made. */
		BUILD((test) -> test.unbuilt().all()),

		/** A branch goes back. */
		REWIND(BranchCrashTests::rewind),

		/** A branch with forks that are not made goes back. */
		REWIND_BELOW_FORK((test) -> {
			test.unbuilt();
			test.rewind();
		}),

		/** A branch is deleted. */
		DELETE((test) -> test.store.deleteBranch(test.notes("side").branch())),

		/** The log is moved into the history, and a segment ends. */
		ROTATE((test) -> {
			for (int i = 0; i < 8; i++) {
				test.notes("main")
					.add(BranchStoreTests.text(i) + BranchStoreTests.text(i + 100) + BranchStoreTests.text(i + 200)
							+ BranchStoreTests.text(i + 300));
			}
			Eventually.holds(() -> assertThat(test.crashes).hasSizeGreaterThan(8));
		}),

		/** What is too old is given up. */
		PRUNE((test) -> test.store.pruneHistory((database) -> SHORT)),

		/** All states before one are given up. */
		DROP((test) -> test.store.dropHistory(test.notes("main").branch(), 4)),

		/** The database is closed. */
		CLOSE((test) -> test.store.close());

		private final Consumer<BranchCrashTests> action;

		Change(Consumer<BranchCrashTests> action) {
			this.action = action;
		}

	}

	@SuppressWarnings("NullAway.Init")
	private NodeStore store;

	/** Added to by the thread that does the change. */
	private final List<Path> crashes = new CopyOnWriteArrayList<>();

	private static NodeStore open(Path directory, Change change) {
		Duration window = (change == Change.PRUNE) ? Duration.ofMillis(1) : Duration.ofDays(1);
		return NodeStore.open(directory,
				StoreOptions.defaults().withHistory(new HistoryOptions(window, window, 1L << 30, 1 << 16)));
	}

	private Notes notes(String branch) {
		return notes(this.store, branch);
	}

	private static Notes notes(NodeStore store, String branch) {
		DatabaseEntry database = Objects.requireNonNull(store.database("a"));
		return new Notes(store, Objects.requireNonNull(store.branch(database, branch)));
	}

	private Notes unbuilt() {
		Fork fork = this.store.fork(notes("main").branch(), "unbuilt", 1, null);
		return (fork != null) ? new Notes(this.store, fork.branch()) : notes("unbuilt");
	}

	/**
	 * Go back, and wait until what that leaves is deleted.
	 */
	private void rewind() {
		this.store.rewind(notes("main").branch(), "4");
		Eventually.holds(() -> assertThat(files(directory())).isEqualTo(this.store.knownFiles()));
	}

	@ParameterizedTest
	@EnumSource
	@Section({ "control 5.3", "control 7.3", "control 8", "control 17" })
	void whenCrashedAtAnyStepThenTheStateIsTheOneBeforeOrAfter(Change change) {
		List<String> before;
		this.store = open(directory(), change);
		try (NodeStore opened = this.store) {
			Notes.of(opened, "a");
			for (int i = 1; i <= NOTES; i++) {
				notes("main").add(text(i));
			}
			opened.fork(notes("main").branch(), "side", 1, null);
			notes("side").add("side");
			opened.checkpoint(notes("main").branch(), "last");
			before = notes("main").all();
			opened.onStep(this::crash);
			change.action.accept(this);
			crash();
			opened.onStep(() -> {
			});
		}
		for (int i = 0; i < this.crashes.size(); i++) {
			check(this.crashes.get(i), change, before, change + ", step " + i);
		}
		assertThat(this.crashes).hasSizeGreaterThan((change == Change.CLOSE) ? 0 : 3);
	}

	private static String text(int number) {
		return number + "x".repeat(200 * number);
	}

	private synchronized void crash() {
		Path target = this.temporary.resolve("crash" + this.crashes.size());
		CrashImages.copy(directory(), target);
		this.crashes.add(target);
	}

	private static void check(Path crash, Change change, List<String> before, String where) {
		try (NodeStore store = open(crash, change)) {
			Notes main = notes(store, "main");
			List<String> now = main.all();
			switch (change) {
				case REWIND, REWIND_BELOW_FORK -> assertThat(now).as(where).isIn(before, before.subList(0, 4));
				case ROTATE -> assertThat(now).as(where).startsWith(before.toArray(String[]::new));
				default -> assertThat(now).as(where).isEqualTo(before);
			}
			assertThat(main.add("more")).as(where).isEqualTo(now.size() + 1);
			if (branch(store, "side") != null) {
				assertThat(notes(store, "side").all()).as(where).hasSize(NOTES + 1);
				back(store, "side", where);
			}
			else {
				assertThat(change).as(where).isEqualTo(Change.DELETE);
			}
			if (branch(store, "unbuilt") != null) {
				assertThat(notes(store, "unbuilt").all()).as(where).isEqualTo(before);
				back(store, "unbuilt", where);
			}
			back(store, "main", where);
			// What a rewind leaves is deleted after it.
			Eventually.holds(() -> assertThat(files(crash)).as(where).isEqualTo(store.knownFiles()));
		}
	}

	private static @Nullable BranchEntry branch(NodeStore store, String name) {
		return store.branch(Objects.requireNonNull(store.database("a")), name);
	}

	private static void back(NodeStore store, String name, String where) {
		Notes notes = notes(store, name);
		List<String> all = notes.all();
		for (int txid = all.size() - 1; txid > 0; txid -= 4) {
			try {
				store.rewind(notes.branch(), "" + txid);
			}
			catch (Fault ex) {
				boolean dropped = where.startsWith("DROP") && txid < 4;
				assertThat(dropped || where.startsWith("PRUNE")).as("%s: %s", where, ex.getMessage()).isTrue();
				return;
			}
			assertThat(notes.all()).as(where).isEqualTo(all.subList(0, txid));
		}
	}

	private static Set<String> files(Path directory) {
		return IntStream.range(0, 2)
			.mapToObj((i) -> directory.resolve((i == 0) ? "branches" : "history"))
			.flatMap((path) -> {
				try (Stream<Path> files = Files.list(path)) {
					return files.map((file) -> String.valueOf(file.getFileName())).toList().stream();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			})
			.filter((name) -> !name.endsWith("-wal") && !name.endsWith("-shm"))
			.collect(Collectors.toSet());
	}

}
