package ai.memoturn.embedded.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forks, checkpoints and rewinds of a store.
 */
@Timeout(60)
class BranchStoreTests {

	/** So small that the log is moved into the history all the time. */
	static final HistoryOptions SMALL = new HistoryOptions(HistoryOptions.defaults().fineWindow(),
			HistoryOptions.defaults().thinWindow(), HistoryOptions.defaults().mostBytes(), 65_536);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private NodeStore open() {
		return NodeStore.open(this.directory, StoreOptions.defaults().withHistory(SMALL));
	}

	private static Notes fork(NodeStore store, Notes parent, String name) {
		return new Notes(store, Objects.requireNonNull(store.fork(parent.branch(), name, 1, null)).branch());
	}

	private static List<String> texts(int count) {
		return IntStream.range(0, count).mapToObj(BranchStoreTests::text).toList();
	}

	/** Long enough for several pages, and different everywhere. */
	static String text(int number) {
		byte[] bytes = new byte[6000];
		new Random(number).nextBytes(bytes);
		StringBuilder text = new StringBuilder("note " + number + " ");
		for (byte value : bytes) {
			text.append((char) ('a' + (value & 15)));
		}
		return text.toString();
	}

	@Test
	@Section({ "control 7", "control 7.2", "control 7.3", "control 19" })
	void everyTransactionCanBeRestored() {
		int count = 40;
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			texts(count).forEach(notes::add);
			for (int txid = 1; txid < count; txid++) {
				Notes fork = fork(store, notes, "fork " + txid);
				assertThat(store.rewind(fork.branch(), "" + txid).txid()).isEqualTo(txid);
				assertThat(fork.all()).isEqualTo(texts(txid));
				assertThat(fork.add("more")).isEqualTo(txid + 1);
			}
			assertThat(notes.all()).isEqualTo(texts(count));
		}
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			assertThat(notes.all()).isEqualTo(texts(count));
			for (int txid = count - 1; txid > 0; txid -= 7) {
				store.rewind(notes.branch(), "" + txid);
				assertThat(notes.all()).isEqualTo(texts(txid));
			}
		}
	}

	@Test
	@Section({ "control 5.1", "control 7.4" })
	void whenForkIsOfAnUnusedForkThenItHasTheSameOrigin() {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			texts(3).forEach(notes::add);
			Notes child = fork(store, notes, "child");
			notes.add("later");
			Notes grandchild = fork(store, child, "grandchild");
			store.deleteBranch(child.branch());
			assertFault(FaultCode.BRANCH_NOT_FOUND, child::all);
			store.rewind(notes.branch(), "1");
			assertThat(grandchild.all()).isEqualTo(texts(3));
			store.rewind(grandchild.branch(), "2");
			assertThat(grandchild.all()).isEqualTo(texts(2));
			assertThat(notes.all()).isEqualTo(texts(1));
		}
	}

	@Test
	@Section({ "control 5.3", "control 5.1" })
	void whenParentIsDeletedThenItsForksKeepTheirStateAndHistory() {
		try (NodeStore store = open()) {
			Notes main = Notes.of(store, "a");
			Notes parent = fork(store, main, "parent");
			texts(30).forEach(parent::add);
			Notes built = fork(store, parent, "built");
			assertThat(built.all()).hasSize(30);
			Notes unbuilt = fork(store, parent, "unbuilt");
			store.deleteBranch(parent.branch());
			assertThat(store.branch(main.branch().database(), "parent")).isNull();
			assertThat(unbuilt.all()).isEqualTo(texts(30));
			assertThat(built.all()).isEqualTo(texts(30));
			store.rewind(built.branch(), "17");
			store.rewind(unbuilt.branch(), "5");
			assertThat(built.all()).isEqualTo(texts(17));
			assertThat(unbuilt.all()).isEqualTo(texts(5));
			assertThat(fork(store, main, "parent").add("new")).isEqualTo(1);
		}
	}

	@Test
	@Section({ "control 6", "control 6.1", "control 7.2", "control 7.3", "control 7.6" })
	void checkpointsShouldBeNamesOfStates() {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			BranchEntry main = notes.branch();
			assertThat(store.checkpoint(main, "")).isZero();
			notes.add("1");
			assertThat(store.checkpoint(main, "a")).isEqualTo(1);
			assertThat(store.checkpoint(main, "3")).isEqualTo(1);
			notes.add("2");
			assertThat(store.checkpoint(main, "b")).isEqualTo(2);
			notes.add("3");
			assertThat(store.rewind(main, "b").txid()).isEqualTo(2);
			// Names win over numbers.
			assertThat(store.rewind(main, "3").txid()).isEqualTo(1);
			assertThat(notes.all()).containsExactly("1");
			assertFault(FaultCode.BRANCH_NOT_FOUND, () -> store.rewind(main, "b"));
			assertFault(FaultCode.CONFLICT, () -> store.rewind(main, "2"));
			for (String bad : List.of("-1", "1.0", "", " 1", "c", "+", "٣")) {
				if (!bad.isEmpty()) {
					assertFault(FaultCode.BRANCH_NOT_FOUND, () -> store.rewind(main, bad));
				}
			}
			assertFault(FaultCode.CONFLICT, () -> store.rewind(main, "18446744073709551615"));
			assertFault(FaultCode.CONFLICT, () -> store.rewind(main, "99999999999999999999"));
			assertThat(store.rewind(main, "+001").txid()).isEqualTo(1);
			assertThat(store.rewind(main, "").txid()).isZero();
			assertThat(notes.add("again")).isEqualTo(1);
		}
	}

	@Test
	@Section({ "control 11", "control 5" })
	void syncShouldNotAdvanceAndIsLegalOnAnEmptyDatabase() {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			assertThat(store.sync(notes.branch())).isZero();
			Notes fork = fork(store, notes, "fork");
			assertThat(store.sync(fork.branch())).isZero();
			notes.add("1");
			assertThat(store.sync(notes.branch())).isEqualTo(1);
			assertThat(store.sync(notes.branch())).isEqualTo(1);
			List<BranchEntry> branches = new ArrayList<>(store.branches(notes.branch().database()));
			assertThat(branches).extracting(BranchEntry::name).containsExactlyInAnyOrder("main", "fork");
		}
	}

	@Test
	void whenSomethingElseHasChangedTheFileThenItsHistoryBeginsAnew() throws SQLException {
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			texts(5).forEach(notes::add);
		}
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			Path file = this.directory.resolve("branches").resolve(DataDirectory.branchFileName(notes.branch(), 1));
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
					Statement statement = connection.createStatement()) {
				statement.execute("INSERT INTO notes VALUES ('foreign')");
			}
			assertThat(notes.all()).hasSize(6).endsWith("foreign");
			assertFault(FaultCode.CONFLICT, () -> store.rewind(notes.branch(), "3"));
			notes.add("own");
			store.rewind(notes.branch(), "5");
			assertThat(notes.all()).hasSize(6).endsWith("foreign");
		}
	}

	@Test
	void whenAReaderTakesLongThenTheHistoryIsKeptAllTheSame() {
		int count = 60;
		try (NodeStore store = open()) {
			Notes notes = Notes.of(store, "a");
			notes.add(text(0));
			assertThat(store.<Long>read(notes.branch(), (snapshot) -> {
				texts(count).stream().skip(1).forEach(notes::add);
				return snapshot.txid();
			})).isEqualTo(1);
			assertThat(notes.all()).isEqualTo(texts(count));
			store.rewind(notes.branch(), "31");
			assertThat(notes.all()).isEqualTo(texts(31));
		}
	}

}
