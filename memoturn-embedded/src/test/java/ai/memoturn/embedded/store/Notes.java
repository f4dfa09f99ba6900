package ai.memoturn.embedded.store;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;

import java.sql.ResultSet;

/**
 * A table of texts in a database of a store, as tests of the store use it.
 */
final class Notes {

	private final NodeStore store;

	private final BranchEntry branch;

	Notes(NodeStore store, BranchEntry branch) {
		this.store = store;
		this.branch = branch;
	}

	/**
	 * Return the notes of a database, which is registered if it is not there.
	 */
	static Notes of(NodeStore store, String database) {
		while (true) {
			BranchEntry branch = store.branch(store.registerDatabase(database, 1000), "main");
			// Otherwise it was deleted in between.
			if (branch != null) {
				return new Notes(store, branch);
			}
		}
	}

	BranchEntry branch() {
		return this.branch;
	}

	long add(String text) {
		return this.store.write(this.branch, false, (transaction) -> {
			transaction.prepare("CREATE TABLE IF NOT EXISTS notes (text TEXT)").execute();
			PreparedStatement insert = transaction.prepare("INSERT INTO notes VALUES (?)");
			insert.setString(1, text);
			insert.executeUpdate();
			return text;
		}).txid();
	}

	List<String> all() {
		return this.store.read(this.branch, (snapshot) -> {
			List<String> texts = new ArrayList<>();
			try (ResultSet rows = snapshot.prepare("SELECT text FROM notes ORDER BY rowid").executeQuery()) {
				while (rows.next()) {
					texts.add(rows.getString(1));
				}
			}
			return texts;
		});
	}

}
