package ai.memoturn.embedded.memory;

import java.sql.ResultSet;
import java.sql.SQLException;

import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold of a profile's file at any time.
 */
final class Invariants {

	private Invariants() {
	}

	/**
	 * Assert that file, keyword index, vectors and topics of Alice's profile agree.
	 */
	static void check(Node node) {
		BranchEntry branch = branch(node.store);
		node.store.write(branch, false, (transaction) -> {
			// Fails if the index and the rows differ; the rank asks to compare both.
			transaction
				.prepare("INSERT INTO __memoturn_memories_fts (__memoturn_memories_fts, rank)"
						+ " VALUES ('integrity-check', 1)")
				.execute();
			return true;
		});
		node.store.read(branch, (snapshot) -> {
			assertThat(integrity(snapshot)).isEqualTo("ok");
			assertThat(number(snapshot, "SELECT count(*) FROM __memoturn_memories_fts_docsize"))
				.isEqualTo(number(snapshot, "SELECT count(*) FROM __memoturn_memories"));
			assertThat(number(snapshot, """
					SELECT count(*) FROM (
						SELECT 1 FROM __memoturn_memories WHERE topic_key IS NOT NULL AND superseded_by IS NULL
						GROUP BY topic_key, type HAVING count(*) > 1)""")).isZero();
			assertThat(number(snapshot, """
					SELECT count(*) FROM __memoturn_memory_vectors
					WHERE row NOT IN (SELECT row FROM __memoturn_memories)""")).isZero();
			return true;
		});
	}

	/**
	 * Assert that the vectors in memory are those of the rows.
	 */
	static void checkVectors(Node node, float... anyVector) {
		long stored = node.store.read(branch(node.store),
				(snapshot) -> number(snapshot, "SELECT count(*) FROM __memoturn_memory_vectors"));
		assertThat(stored).as("few enough to recall all").isLessThanOrEqualTo(1000);
		assertThat(node.recall(Ask.near(anyVector).k(1000).superseded()).hits()).hasSize((int) stored);
	}

	/**
	 * Return SQLite's own answer on whether the file of a profile is sound.
	 * @return {@code ok}, or what is not
	 */
	static String integrity(Snapshot snapshot) throws SQLException {
		// A connection that has read the keyword index before checks it by what it
		// remembers of its structure, unless a query makes it look again.
		number(snapshot, "SELECT count(*) FROM __memoturn_memories_fts('any')");
		return text(snapshot, "PRAGMA integrity_check");
	}

	static BranchEntry branch(NodeStore store) {
		DatabaseEntry database = store.database("acme--alice");
		BranchEntry branch = (database != null) ? store.branch(database, "main") : null;
		if (branch == null) {
			throw new AssertionError("Alice has no profile");
		}
		return branch;
	}

	static long number(Snapshot snapshot, String sql) throws SQLException {
		return Long.parseLong(text(snapshot, sql));
	}

	private static String text(Snapshot snapshot, String sql) throws SQLException {
		try (ResultSet rows = snapshot.prepare(sql).executeQuery()) {
			String value = rows.next() ? rows.getString(1) : null;
			if (value == null) {
				throw new AssertionError("No answer to " + sql);
			}
			return value;
		}
	}

}
