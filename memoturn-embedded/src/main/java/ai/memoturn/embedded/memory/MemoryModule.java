package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import ai.memoturn.embedded.store.BranchModule;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.vector.VectorBytes;
import ai.memoturn.embedded.vector.VectorSet;
import ai.memoturn.embedded.vector.VectorView;

/**
 * The tables of the memory service, and how its vectors get from there into memory.
 * <p>
 * The keyword index and the vectors follow the rows by trigger, so that no statement can
 * forget them. That a topic has one active memory at most is an index, so that no
 * statement can break it. Row numbers are never reused.
 */
final class MemoryModule implements BranchModule<VectorSet, VectorView> {

	static final String DIMENSION = "vector_dimension";

	/** The small columns come first: filters need not read the texts. */
	private static final List<String> TABLES = List.of("""
			CREATE TABLE IF NOT EXISTS __memoturn_memories (
				row INTEGER PRIMARY KEY AUTOINCREMENT,
				id TEXT NOT NULL UNIQUE,
				type TEXT NOT NULL,
				topic_key TEXT,
				session_id TEXT,
				source TEXT,
				created_at INTEGER NOT NULL,
				expires_at INTEGER,
				superseded_by TEXT,
				superseded_at INTEGER,
				summary TEXT NOT NULL,
				keywords TEXT NOT NULL,
				content TEXT NOT NULL
			) STRICT""", """
			CREATE UNIQUE INDEX IF NOT EXISTS __memoturn_memories_active_topic
			ON __memoturn_memories (topic_key, type) WHERE topic_key IS NOT NULL AND superseded_by IS NULL""", """
			CREATE INDEX IF NOT EXISTS __memoturn_memories_topic
			ON __memoturn_memories (topic_key, created_at) WHERE topic_key IS NOT NULL""", """
			CREATE INDEX IF NOT EXISTS __memoturn_memories_successor
			ON __memoturn_memories (superseded_by) WHERE superseded_by IS NOT NULL""", """
			CREATE INDEX IF NOT EXISTS __memoturn_memories_expiry
			ON __memoturn_memories (expires_at) WHERE expires_at IS NOT NULL""", """
			CREATE INDEX IF NOT EXISTS __memoturn_memories_tasks
			ON __memoturn_memories (session_id) WHERE type = 'task'""", """
			CREATE TABLE IF NOT EXISTS __memoturn_memory_vectors (
				row INTEGER PRIMARY KEY,
				embedding BLOB NOT NULL
			) STRICT""", """
			CREATE TABLE IF NOT EXISTS __memoturn_memory_settings (
				name TEXT NOT NULL PRIMARY KEY,
				value INTEGER NOT NULL
			) STRICT, WITHOUT ROWID""", """
			CREATE TABLE IF NOT EXISTS __memoturn_sessions (
				id TEXT NOT NULL PRIMARY KEY,
				created_at INTEGER NOT NULL,
				last_active_at INTEGER NOT NULL
			) STRICT, WITHOUT ROWID""", """
			CREATE INDEX IF NOT EXISTS __memoturn_sessions_last_active
			ON __memoturn_sessions (last_active_at)""", """
			CREATE VIRTUAL TABLE IF NOT EXISTS __memoturn_memories_fts USING fts5 (
				summary, keywords,
				content = '__memoturn_memories', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2'
			)""", """
			CREATE TRIGGER IF NOT EXISTS __memoturn_memories_added AFTER INSERT ON __memoturn_memories BEGIN
				INSERT INTO __memoturn_memories_fts (rowid, summary, keywords)
				VALUES (new.row, new.summary, new.keywords);
			END""", """
			CREATE TRIGGER IF NOT EXISTS __memoturn_memories_removed AFTER DELETE ON __memoturn_memories BEGIN
				INSERT INTO __memoturn_memories_fts (__memoturn_memories_fts, rowid, summary, keywords)
				VALUES ('delete', old.row, old.summary, old.keywords);
				DELETE FROM __memoturn_memory_vectors WHERE row = old.row;
			END""");

	/** Without it the keyword index keeps the words of forgotten memories. */
	private static final String SECURE_DELETE = """
			INSERT INTO __memoturn_memories_fts (__memoturn_memories_fts, rank)
			SELECT 'secure-delete', 1 WHERE NOT EXISTS (
				SELECT 1 FROM __memoturn_memories_fts_config WHERE k = 'secure-delete' AND v = 1)""";

	@Override
	public void createTables(Transaction transaction) throws SQLException {
		for (String table : TABLES) {
			transaction.prepare(table).execute();
		}
		transaction.prepare(SECURE_DELETE).executeUpdate();
	}

	@Override
	public VectorSet load(Transaction transaction) throws SQLException {
		PreparedStatement setting = transaction
			.prepare("SELECT value FROM __memoturn_memory_settings WHERE name = '" + DIMENSION + "'");
		int dimension;
		try (ResultSet rows = setting.executeQuery()) {
			dimension = rows.next() ? rows.getInt(1) : 0;
		}
		VectorSet vectors = new VectorSet(dimension);
		PreparedStatement all = transaction.prepare("""
				SELECT v.row, m.type, m.session_id, m.source, v.embedding
				FROM __memoturn_memory_vectors v JOIN __memoturn_memories m ON m.row = v.row
				ORDER BY v.row""");
		try (ResultSet rows = all.executeQuery()) {
			while (rows.next()) {
				MemoryType type = MemoryType.of(rows.getString(2));
				if (type != null) {
					vectors.add(rows.getLong(1), type.ordinal(), rows.getString(3), rows.getString(4),
							VectorBytes.read(rows.getBytes(5)));
				}
			}
		}
		return vectors;
	}

}
