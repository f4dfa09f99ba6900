package ai.memoturn.embedded.memory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that the tables of a branch hold, those of the full-text indexes included.
 */
final class Fingerprint {

	private Fingerprint() {
	}

	/**
	 * Take the fingerprint of a branch's newest state.
	 */
	static String of(NodeStore store, BranchEntry branch) {
		return store.read(branch, Fingerprint::of);
	}

	private static String of(Snapshot snapshot) throws SQLException {
		StringBuilder print = new StringBuilder().append(snapshot.txid()).append('\n');
		List<String> tables = new ArrayList<>();
		try (ResultSet rows = snapshot.prepare("SELECT name, type, sql FROM sqlite_schema ORDER BY name")
			.executeQuery()) {
			while (rows.next()) {
				print.append(rows.getString(3)).append('\n');
				if (rows.getString(2).equals("table")) {
					tables.add(rows.getString(1));
				}
			}
		}
		for (String table : tables) {
			print.append(table).append('\n');
			try (ResultSet rows = snapshot.prepare("SELECT * FROM \"" + table + "\"").executeQuery()) {
				int columns = rows.getMetaData().getColumnCount();
				while (rows.next()) {
					for (int i = 1; i <= columns; i++) {
						Object value = rows.getObject(i);
						print
							.append((value instanceof byte[] bytes) ? Base64.getEncoder().encodeToString(bytes) : value)
							.append('|');
					}
					print.append('\n');
				}
			}
		}
		return print.toString();
	}

	/**
	 * Assert that the file of a branch is sound.
	 */
	static void checkFile(NodeStore store, BranchEntry branch, String where) {
		store.read(branch, (snapshot) -> {
			assertThat(Invariants.integrity(snapshot)).as(where).isEqualTo("ok");
			return true;
		});
	}

}
