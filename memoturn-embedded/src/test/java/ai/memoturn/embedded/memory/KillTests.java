package ai.memoturn.embedded.memory;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.support.KilledProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that writes is killed again and again; what it acknowledged is there.
 */
class KillTests {

	private static final int ROUNDS = Integer.getInteger("memoturn.test.kills", 20);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@Timeout(300)
	void whenProcessIsKilledThenNoAcknowledgedBatchIsLostAndNoneIsTorn() throws Exception {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		Set<String> acknowledged = new HashSet<>();
		long txid = 0;
		for (int round = 0; round < ROUNDS; round++) {
			String where = "seed " + seed + ", round " + round;
			for (String line : KilledProcess.lines(KillTarget.class, 1 + random.nextInt(60), random.nextInt(3_000_000),
					this.directory.toString(), Integer.toString(round))) {
				String[] words = line.split(" ");
				acknowledged.add(words[0]);
				txid = Math.max(txid, Long.parseLong(words[1]));
			}
			try (Node node = Node.open(this.directory, KillTarget.OPTIONS)) {
				Invariants.check(node);
				assertThat(node.recall(Ask.words("any")).txid()).as(where).isGreaterThanOrEqualTo(txid);
				Set<String> whole = wholeBatches(node, where);
				assertThat(whole).as(where).containsAll(acknowledged);
				// A full-text search and a scan of the vectors find what the rows hold.
				assertThat(node.recall(Ask.near(1, 1).session(whole.iterator().next())).hits()).as(where).hasSize(2);
				assertThat(node.recall(Ask.words("whole").k(1000)).hits()).as(where)
					.hasSize(Math.min(whole.size(), 1000));
				checkForks(node, where);
			}
		}
		assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThan(ROUNDS);
	}

	/**
	 * A fork holds what its parent did, and what it was rewound from at most as a whole;
	 * it can be rewound to where it began, and deleted.
	 */
	private static void checkForks(Node node, String where) {
		BranchEntry main = Invariants.branch(node.store);
		for (BranchEntry fork : node.store.branches(main.database())) {
			if (!fork.equals(main)) {
				ProfileAddress address = new ProfileAddress("acme", "alice", fork.name());
				RecallQuery dropped = Ask.words("dropped").k(1000).build();
				assertThat(node.service.recall(address, dropped, 0).hits()).as(where).hasSizeLessThanOrEqualTo(5);
				Fingerprint.checkFile(node.store, fork, where);
				try {
					node.store.rewind(fork, "start");
					assertThat(node.service.recall(address, dropped, 0).hits()).as(where).isEmpty();
				}
				catch (Fault ex) {
					// Killed before the checkpoint.
					assertThat(ex.code()).as(where).isEqualTo(FaultCode.BRANCH_NOT_FOUND);
				}
				node.store.deleteBranch(fork);
			}
		}
	}

	private static Set<String> wholeBatches(Node node, String where) {
		return node.store.read(Invariants.branch(node.store), (snapshot) -> {
			Set<String> whole = new HashSet<>();
			try (ResultSet rows = snapshot.prepare("""
					SELECT m.session_id, count(*), count(v.row), count(m.topic_key), count(s.id)
					FROM __memoturn_memories m LEFT JOIN __memoturn_memory_vectors v ON v.row = m.row
					LEFT JOIN __memoturn_sessions s ON s.id = m.session_id
					GROUP BY m.session_id""").executeQuery()) {
				while (rows.next()) {
					String batch = rows.getString(1);
					assertThat(rows.getInt(2)).as("%s, memories of %s", where, batch).isEqualTo(KillTarget.BATCH);
					assertThat(rows.getInt(3)).as("%s, vectors of %s", where, batch).isEqualTo(2);
					assertThat(rows.getInt(4)).as("%s, topics of %s", where, batch).isEqualTo(1);
					assertThat(rows.getInt(5)).as("%s, session of %s", where, batch).isEqualTo(KillTarget.BATCH);
					whole.add(batch);
				}
			}
			return whole;
		});
	}

}
