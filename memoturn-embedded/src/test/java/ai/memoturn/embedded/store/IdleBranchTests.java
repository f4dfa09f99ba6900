package ai.memoturn.embedded.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import ai.memoturn.embedded.memory.Concurrently;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Branches that nobody uses close, and open again at their next use.
 */
@Timeout(60)
class IdleBranchTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private @Nullable NodeStore opened;

	private NodeStore open(StoreOptions options) {
		NodeStore store = NodeStore.open(this.directory, options, this.nanos::get);
		this.opened = store;
		return store;
	}

	@AfterEach
	void close() {
		if (this.opened != null) {
			this.opened.close();
		}
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private boolean hasLog(Notes notes) {
		return Files.exists(
				this.directory.resolve("branches").resolve(DataDirectory.branchFileName(notes.branch(), 1) + "-wal"));
	}

	@Test
	void whenUnusedForAMinuteThenClosedAndOpenedAgain() {
		NodeStore store = open(StoreOptions.defaults());
		Notes one = Notes.of(store, "one");
		Notes two = Notes.of(store, "two");
		one.add("1");
		pass(Duration.ofSeconds(40));
		two.add("2");
		pass(Duration.ofMillis(19_999));
		assertThat(store.closeIdle()).isZero();
		pass(Duration.ofMillis(1));
		assertThat(hasLog(one)).isTrue();
		assertThat(store.closeIdle()).isEqualTo(1);
		assertThat(hasLog(one)).isFalse();
		assertThat(hasLog(two)).isTrue();
		assertThat(store.openCount()).isEqualTo(1);
		assertThat(one.all()).containsExactly("1");
		assertThat(one.add("again")).isEqualTo(2);
		pass(Duration.ofSeconds(60));
		assertThat(store.closeIdle()).isEqualTo(2);
		assertThat(two.all()).containsExactly("2");
	}

	@Test
	void whenInUseThenNotClosed() {
		NodeStore store = open(StoreOptions.defaults().withHotCap(1));
		Notes one = Notes.of(store, "one");
		one.add("1");
		store.read(one.branch(), (snapshot) -> {
			pass(Duration.ofDays(1));
			assertThat(store.closeIdle()).isZero();
			// One more than the cap, since the other cannot close.
			Notes.of(store, "two").add("2");
			assertThat(store.openCount()).isEqualTo(2);
			assertThat(snapshot.prepare("SELECT text FROM notes").executeQuery().next()).isTrue();
			return true;
		});
		// It was in use until just now.
		pass(Duration.ofSeconds(59));
		assertThat(store.closeIdle()).isZero();
		Notes.of(store, "three").add("3");
		assertThat(store.openCount()).isEqualTo(1);
	}

	@Test
	@Section({ "memory 6", "database 10" })
	void maintenanceShouldNeitherKeepBranchesOpenNorOpenThem() {
		NodeStore store = open(StoreOptions.defaults());
		Notes notes = Notes.of(store, "one");
		notes.add("1");
		AtomicInteger visited = new AtomicInteger();
		for (int i = 0; i < 3; i++) {
			pass(Duration.ofSeconds(20));
			store.forEachOpenBranch((branch) -> {
				visited.addAndGet(branch.read((snapshot) -> 1));
				branch.write(false, (transaction) -> transaction.prepare("INSERT INTO notes VALUES ('x')").execute());
			});
		}
		assertThat(store.closeIdle()).isEqualTo(1);
		store.forEachOpenBranch((branch) -> visited.incrementAndGet());
		assertThat(visited).hasValue(3);
		assertThat(store.openCount()).isZero();
		assertThat(notes.all()).hasSize(4);
	}

	@Test
	void beyondTheCapThoseUsedLongestAgoShouldCloseFirst() {
		NodeStore store = open(StoreOptions.defaults().withHotCap(3));
		List<Notes> notes = IntStream.range(0, 5).mapToObj((i) -> Notes.of(store, "n" + i)).toList();
		for (int i : new int[] { 0, 1, 2, 0, 3 }) {
			notes.get(i).add("x");
			pass(Duration.ofMillis(1));
		}
		assertThat(notes.stream().map(this::hasLog)).containsExactly(true, false, true, true, false);
		notes.get(4).add("x");
		assertThat(notes.stream().map(this::hasLog)).containsExactly(true, false, false, true, true);
		assertThat(notes.get(1).all()).containsExactly("x");
		assertThat(store.openCount()).isEqualTo(3);
	}

	@Test
	void whenUsesRaceWithClosingThenEveryOneSucceeds() {
		NodeStore store = open(StoreOptions.defaults().withHotCap(2).withIdleTimeout(Duration.ofNanos(1)));
		int threads = 4;
		int rounds = 60;
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger running = new AtomicInteger(threads);
		List<Callable<Boolean>> calls = new ArrayList<>();
		long seed = new Random().nextLong();
		IntStream.range(0, threads).forEach((number) -> calls.add(() -> {
			Random random = new Random(seed + number);
			try {
				for (int i = 0; i < rounds; i++) {
					Notes notes = Notes.of(store, "n" + random.nextInt(4));
					String text = number + "-" + i;
					notes.add(text);
					assertThat(notes.all()).as("seed %d", seed).contains(text);
				}
				return true;
			}
			finally {
				done.set(running.decrementAndGet() == 0);
			}
		}));
		calls.add(() -> {
			int closed = 0;
			while (!done.get()) {
				this.nanos.addAndGet(10);
				closed += store.closeIdle();
			}
			return closed > 0;
		});
		assertThat(Concurrently.run(calls)).containsOnly(true);
		assertThat(IntStream.range(0, 4).map((i) -> Notes.of(store, "n" + i).all().size()).sum())
			.isEqualTo(threads * rounds);
	}

}
