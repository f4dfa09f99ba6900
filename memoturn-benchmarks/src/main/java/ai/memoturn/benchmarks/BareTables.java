package ai.memoturn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.sqlite.SQLiteConfig;

/**
 * The yardstick for keys and documents: one connection, prepared statements, WAL, a
 * commit for each write and a transaction for each read, no locks, no checks.
 */
final class BareTables implements AutoCloseable {

	private final Connection connection;

	private final PreparedStatement put;

	private final PreparedStatement get;

	private final PreparedStatement insert;

	private final PreparedStatement find;

	BareTables(Path directory) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setJournalMode(SQLiteConfig.JournalMode.WAL);
		config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
		config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
		this.connection = config.createConnection("jdbc:sqlite:" + directory.resolve("bare.db").toAbsolutePath());
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("CREATE TABLE kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
			statement
				.execute("CREATE TABLE docs (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, doc BLOB NOT NULL)");
			statement.execute("CREATE INDEX by_n ON docs (json_extract(doc, '$.n'))");
		}
		this.connection.setAutoCommit(false);
		this.put = this.connection.prepareStatement("INSERT OR REPLACE INTO kv VALUES (?, ?)");
		this.get = this.connection.prepareStatement("SELECT value FROM kv WHERE key = ?");
		this.insert = this.connection.prepareStatement("INSERT INTO docs (id, doc) VALUES (?, jsonb(?))");
		this.find = this.connection.prepareStatement("SELECT json(doc) FROM docs WHERE json_extract(doc, '$.n') = ?");
	}

	void put(String key, byte[] value) throws SQLException {
		this.put.setString(1, key);
		this.put.setBytes(2, value);
		this.put.executeUpdate();
	}

	int get(String key) throws SQLException {
		this.get.setString(1, key);
		int length;
		try (ResultSet rows = this.get.executeQuery()) {
			length = rows.next() ? rows.getBytes(1).length : -1;
		}
		commit();
		return length;
	}

	void insert(String id, String document) throws SQLException {
		this.insert.setString(1, id);
		this.insert.setString(2, document);
		this.insert.executeUpdate();
	}

	int find(long n) throws SQLException {
		this.find.setLong(1, n);
		int bytes = 0;
		try (ResultSet rows = this.find.executeQuery()) {
			while (rows.next()) {
				bytes += rows.getString(1).getBytes(StandardCharsets.UTF_8).length;
			}
		}
		commit();
		return bytes;
	}

	void commit() throws SQLException {
		this.connection.commit();
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
