package ai.memoturn.embedded.document;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.TablesOnly;
import ai.memoturn.embedded.store.Transaction;

/**
 * The tables of the document service: one for each collection, made when it is needed,
 * and one that lists them.
 */
final class DocumentTables {

	private static final String EXISTS = "SELECT 1 FROM __memoturn_collections WHERE name = ?";

	private DocumentTables() {
	}

	static TablesOnly module() {
		return new TablesOnly("""
				CREATE TABLE IF NOT EXISTS __memoturn_collections (
					name TEXT NOT NULL PRIMARY KEY
				) STRICT, WITHOUT ROWID""");
	}

	/**
	 * Return the table of a collection.
	 * @param collection its checked name
	 */
	static String table(String collection) {
		return "\"__memoturn_docs_" + collection + "\"";
	}

	static boolean exists(Snapshot snapshot, String collection) throws SQLException {
		return exists(snapshot.prepare(EXISTS), collection);
	}

	static boolean exists(Transaction transaction, String collection) throws SQLException {
		return exists(transaction.prepare(EXISTS), collection);
	}

	private static boolean exists(PreparedStatement select, String collection) throws SQLException {
		select.setString(1, collection);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next();
		}
	}

	/**
	 * Create a collection, unless it is there.
	 */
	static void create(Transaction transaction, String collection) throws SQLException {
		if (!exists(transaction, collection)) {
			transaction
				.prepare("CREATE TABLE " + table(collection)
						+ " (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, doc BLOB NOT NULL) STRICT")
				.execute();
			PreparedStatement list = transaction.prepare("INSERT INTO __memoturn_collections (name) VALUES (?)");
			list.setString(1, collection);
			list.executeUpdate();
		}
	}

	/**
	 * Create an index, unless it is there or could not be of use: ids have one, and
	 * longer paths cannot be asked for.
	 */
	static void createIndex(Transaction transaction, String collection, FieldPath path) throws SQLException {
		if (!path.isId() && path.text().length() <= FieldPath.MOST_BYTES) {
			transaction
				.prepare("CREATE INDEX IF NOT EXISTS \"__memoturn_docs_" + collection + "." + path.indexName()
						+ "\" ON " + table(collection) + " (" + path.value() + ")")
				.execute();
		}
	}

}
