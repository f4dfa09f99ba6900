package ai.memoturn.embedded.vector;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import ai.memoturn.embedded.store.BranchModule;
import ai.memoturn.embedded.store.Transaction;

/**
 * The tables of the vector service. A collection's dimension stays when its vectors are
 * replaced; row numbers are never reused.
 */
final class CollectionModule implements BranchModule<VectorSets<String>, VectorViews<String>> {

	private static final List<String> TABLES = List.of("""
			CREATE TABLE IF NOT EXISTS __memoturn_vec_collections (
				name TEXT NOT NULL PRIMARY KEY,
				dimension INTEGER NOT NULL
			) STRICT, WITHOUT ROWID""", """
			CREATE TABLE IF NOT EXISTS __memoturn_vec_entries (
				row INTEGER PRIMARY KEY AUTOINCREMENT,
				collection TEXT NOT NULL,
				id TEXT NOT NULL,
				embedding BLOB NOT NULL,
				UNIQUE (collection, id)
			) STRICT""");

	@Override
	public void createTables(Transaction transaction) throws SQLException {
		for (String table : TABLES) {
			transaction.prepare(table).execute();
		}
	}

	@Override
	public VectorSets<String> load(Transaction transaction) throws SQLException {
		VectorSets<String> vectors = new VectorSets<>();
		PreparedStatement all = transaction
			.prepare("SELECT row, collection, embedding FROM __memoturn_vec_entries ORDER BY row");
		try (ResultSet rows = all.executeQuery()) {
			while (rows.next()) {
				vectors.add(rows.getString(2), rows.getLong(1), null, VectorBytes.read(rows.getBytes(3)));
			}
		}
		return vectors;
	}

}
