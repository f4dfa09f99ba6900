package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was looked up before a database or a branch was deleted leads nowhere afterwards,
 * not to another one of the same name either.
 */
@Timeout(60)
class StaleBranchTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private NodeStore open() {
		return NodeStore.open(this.directory, StoreOptions.defaults());
	}

	private static Notes fork(NodeStore store, Notes parent, String name) {
		return new Notes(store, Objects.requireNonNull(store.fork(parent.branch(), name, 1, null)).branch());
	}

	/** Everything that can be done with a branch. */
	private static Map<String, ThrowingCallable> calls(NodeStore store, Notes notes) {
		BranchEntry branch = notes.branch();
		Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
		calls.put("read", notes::all);
		calls.put("write", () -> notes.add("late"));
		calls.put("readSql", () -> store.readSql(branch, StaleBranchTests::countNotes));
		calls.put("writeSql", () -> store.writeSql(branch, false, StaleBranchTests::addNote));
		calls.put("erase", () -> store.erase(branch, (transaction) -> {
			transaction.prepare("DELETE FROM notes").execute();
			return "erased";
		}));
		calls.put("sync", () -> store.sync(branch));
		calls.put("checkpoint", () -> store.checkpoint(branch, "late"));
		calls.put("fork", () -> store.fork(branch, "late", 2, null));
		calls.put("rewind", () -> store.rewind(branch, "1"));
		return calls;
	}

	private static String countNotes(SqlConnection connection) throws SQLException {
		connection.prepare("SELECT count(*) FROM notes").executeQuery().close();
		return "counted";
	}

	private static String addNote(SqlConnection connection) throws SQLException {
		try (PreparedStatement insert = connection.compile("INSERT INTO notes VALUES ('late')")) {
			insert.execute();
		}
		return "added";
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("branches"))) {
			return files.map((file) -> String.valueOf(file.getFileName())).sorted().toList();
		}
	}

	/**
	 * What was meant for a branch that is gone reaches neither it nor the one that has
	 * its name now.
	 */
	private void assertLeadsNowhere(NodeStore store, Notes old, FaultCode answer, Notes renewed) throws IOException {
		List<String> files = files();
		calls(store, old).forEach((call, action) -> assertFault(answer, action).as(call));
		store.dropHistory(old.branch(), 1);
		store.deleteBranch(old.branch());
		assertThat(renewed.all()).containsExactly("new", "newer");
		assertThat(store.read(renewed.branch(), Snapshot::txid)).isEqualTo(store.sync(renewed.branch()));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> store.rewind(renewed.branch(), "late"));
		assertThat(store.branch(renewed.branch().database(), "late")).isNull();
		assertThat(files()).isEqualTo(files);
	}

	@Test
	@Section({ "database 1.3", "control 3.3" })
	void whenDatabaseIsThereAgainThenNothingReachesItThatWasMeantForTheOldOne() throws IOException {
		try (NodeStore store = open()) {
			Notes old = Notes.of(store, "a");
			old.add("old");
			old.add("older");
			store.deleteDatabase("a", 2000);
			Notes renewed = Notes.of(store, "a");
			renewed.add("new");
			renewed.add("newer");
			assertLeadsNowhere(store, old, FaultCode.DATABASE_NOT_FOUND, renewed);
			assertThat(store.states(old.branch().database())).isEmpty();
			assertThat(store.branches(old.branch().database())).isEmpty();
			assertThat(store.openCount()).isEqualTo(1);
		}
	}

	@Test
	@Section("control 6")
	void whenBranchIsThereAgainThenNothingReachesItThatWasMeantForTheOldOne() throws IOException {
		try (NodeStore store = open()) {
			Notes main = Notes.of(store, "a");
			main.add("new");
			Notes old = fork(store, main, "b");
			old.add("old");
			store.deleteBranch(old.branch());
			Notes renewed = fork(store, main, "b");
			renewed.add("newer");
			assertLeadsNowhere(store, old, FaultCode.BRANCH_NOT_FOUND, renewed);
			assertThat(store.openCount()).isEqualTo(2);
		}
	}

	/**
	 * What comes after the branch has been closed, but before the catalogue has forgotten
	 * it, must not open its files again.
	 */
	@Test
	@Section("control 6")
	void whenBranchIsUsedWhileItIsDeletedThenItIsTheLastTime() throws Exception {
		for (String call : List.of("write", "readSql")) {
			try (NodeStore store = open()) {
				Notes main = Notes.of(store, call);
				main.add("stays");
				List<String> files = files();
				Notes side = fork(store, main, "b");
				side.add("goes");
				CompletableFuture<FaultCode> late = new CompletableFuture<>();
				AtomicInteger steps = new AtomicInteger();
				store.onStep(() -> {
					if (steps.incrementAndGet() == 2) {
						lateCall(late, Objects.requireNonNull(calls(store, side).get(call)));
					}
				});
				store.deleteBranch(side.branch());
				assertThat(late.get(30, TimeUnit.SECONDS)).as(call).isEqualTo(FaultCode.BRANCH_NOT_FOUND);
				assertThat(store.openCount()).as(call).isEqualTo(1);
				assertThat(files()).as(call).isEqualTo(files);
			}
		}
	}

	/** Begins now, and may have to wait. */
	private static void lateCall(CompletableFuture<FaultCode> outcome, ThrowingCallable call) {
		Thread thread = new Thread(() -> {
			try {
				call.call();
				outcome.completeExceptionally(new AssertionError("done"));
			}
			catch (Fault ex) {
				outcome.complete(ex.code());
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		try {
			outcome.get(100, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			// It waits, or the test sees what came of it.
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
