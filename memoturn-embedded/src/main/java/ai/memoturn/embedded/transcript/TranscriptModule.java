package ai.memoturn.embedded.transcript;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import ai.memoturn.embedded.store.BranchModule;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.vector.VectorBytes;
import ai.memoturn.embedded.vector.VectorSets;
import ai.memoturn.embedded.vector.VectorViews;

/**
 * The tables of the transcript service, and its vectors by their length. That numbers
 * within a session are distinct is an index, so that no statement can break it; row
 * numbers are never reused.
 */
final class TranscriptModule implements BranchModule<VectorSets<Integer>, VectorViews<Integer>> {

	private static final List<String> TABLES = List.of("""
			CREATE TABLE IF NOT EXISTS __memoturn_messages (
				row INTEGER PRIMARY KEY AUTOINCREMENT,
				session_id TEXT NOT NULL,
				seq INTEGER NOT NULL,
				role TEXT NOT NULL,
				created_at INTEGER NOT NULL,
				content TEXT NOT NULL,
				UNIQUE (session_id, seq)
			) STRICT""", """
			CREATE TABLE IF NOT EXISTS __memoturn_message_vectors (
				row INTEGER PRIMARY KEY,
				embedding BLOB NOT NULL
			) STRICT""", """
			CREATE TRIGGER IF NOT EXISTS __memoturn_messages_removed AFTER DELETE ON __memoturn_messages BEGIN
				DELETE FROM __memoturn_message_vectors WHERE row = old.row;
			END""");

	@Override
	public void createTables(Transaction transaction) throws SQLException {
		for (String table : TABLES) {
			transaction.prepare(table).execute();
		}
	}

	@Override
	public VectorSets<Integer> load(Transaction transaction) throws SQLException {
		VectorSets<Integer> vectors = new VectorSets<>();
		PreparedStatement all = transaction.prepare("""
				SELECT v.row, t.session_id, v.embedding
				FROM __memoturn_message_vectors v JOIN __memoturn_messages t ON t.row = v.row
				ORDER BY v.row""");
		try (ResultSet rows = all.executeQuery()) {
			while (rows.next()) {
				float[] vector = VectorBytes.read(rows.getBytes(3));
				vectors.add(vector.length, rows.getLong(1), rows.getString(2), vector);
			}
		}
		return vectors;
	}

}
