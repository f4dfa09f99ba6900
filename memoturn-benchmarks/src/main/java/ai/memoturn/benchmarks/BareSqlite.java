package ai.memoturn.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.sqlite.SQLiteConfig;

/**
 * The yardstick: one connection, prepared statements, WAL, no locks, no checks, no JSON.
 * It stores the same columns, full-text index and vector as the node does, and finds by
 * topic and keywords, without the vector channel that SQLite does not have.
 */
final class BareSqlite implements AutoCloseable {

	private final Connection connection;

	private final PreparedStatement supersede;

	private final PreparedStatement row;

	private final PreparedStatement index;

	private final PreparedStatement vector;

	private final PreparedStatement byKeyword;

	private final PreparedStatement byTopic;

	private long nextRow = 1;

	BareSqlite(Path directory) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setJournalMode(SQLiteConfig.JournalMode.WAL);
		config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
		config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
		this.connection = config.createConnection("jdbc:sqlite:" + directory.resolve("bare.db").toAbsolutePath());
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("CREATE TABLE memories (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, topic_key TEXT,"
					+ " created_at INTEGER, superseded_by TEXT, summary TEXT, content TEXT)");
			statement.execute("CREATE INDEX topic ON memories (topic_key, created_at)");
			statement.execute("CREATE TABLE vectors (row INTEGER PRIMARY KEY, embedding BLOB)");
			statement
				.execute("CREATE VIRTUAL TABLE texts USING fts5 (summary, content='memories', content_rowid='row')");
		}
		this.connection.setAutoCommit(false);
		this.supersede = this.connection
			.prepareStatement("UPDATE memories SET superseded_by = ? WHERE topic_key = ? AND superseded_by IS NULL");
		this.row = this.connection.prepareStatement("INSERT INTO memories VALUES (?, ?, ?, ?, NULL, ?, ?)");
		this.index = this.connection.prepareStatement("INSERT INTO texts (rowid, summary) VALUES (?, ?)");
		this.vector = this.connection.prepareStatement("INSERT INTO vectors VALUES (?, ?)");
		this.byKeyword = this.connection.prepareStatement("SELECT m.* FROM texts t JOIN memories m ON m.row = t.rowid"
				+ " WHERE texts MATCH ? AND m.superseded_by IS NULL ORDER BY bm25(texts) LIMIT 40");
		this.byTopic = this.connection.prepareStatement("SELECT * FROM memories WHERE topic_key = ?"
				+ " AND superseded_by IS NULL ORDER BY created_at DESC LIMIT 40");
	}

	void add(String topicKey, String summary, float[] embedding) throws SQLException {
		long number = this.nextRow++;
		String id = "mem_" + number;
		this.supersede.setString(1, id);
		this.supersede.setString(2, topicKey);
		this.supersede.executeUpdate();
		this.row.setLong(1, number);
		this.row.setString(2, id);
		this.row.setString(3, topicKey);
		this.row.setLong(4, number);
		this.row.setString(5, summary);
		this.row.setString(6, "{}");
		this.row.executeUpdate();
		this.index.setLong(1, number);
		this.index.setString(2, summary);
		this.index.executeUpdate();
		ByteBuffer bytes = ByteBuffer.allocate(embedding.length * Float.BYTES);
		bytes.asFloatBuffer().put(embedding);
		this.vector.setLong(1, number);
		this.vector.setBytes(2, bytes.array());
		this.vector.executeUpdate();
	}

	void commit() throws SQLException {
		this.connection.commit();
	}

	int find(String topicKey, String query) throws SQLException {
		this.byKeyword.setString(1, query.replace(" ", " OR "));
		this.byTopic.setString(1, topicKey);
		int found = rows(this.byKeyword) + rows(this.byTopic);
		this.connection.commit();
		return found;
	}

	private static int rows(PreparedStatement statement) throws SQLException {
		int count = 0;
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				rows.getString("summary");
				rows.getString("content");
				count++;
			}
		}
		return count;
	}

	@Override
	public void close() throws SQLException, IOException {
		this.connection.close();
	}

}
