package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.vector.VectorBytes;
import ai.memoturn.embedded.vector.VectorSet;
import org.jspecify.annotations.Nullable;

/**
 * Memories as rows.
 */
final class MemoryRows {

	static final String COLUMNS = """
			m.id, m.type, m.topic_key, m.summary, m.content, m.keywords, m.session_id, m.source, m.created_at, m.expires_at,
				m.superseded_by, m.superseded_at""";

	private static final String SELECT = "SELECT " + COLUMNS + " FROM __memoturn_memories m WHERE";

	private MemoryRows() {
	}

	/**
	 * Return a memory that the snapshot is known to hold, without what it supersedes.
	 */
	static StoredMemory byRow(Snapshot snapshot, long row) throws SQLException {
		PreparedStatement select = snapshot.prepare(SELECT + " row = ?");
		select.setLong(1, row);
		try (ResultSet rows = select.executeQuery()) {
			if (!rows.next()) {
				throw new SQLException("A memory that was found is not there");
			}
			return memory(rows, List.of());
		}
	}

	/**
	 * Return a memory with what it supersedes, or {@code null} if there is none.
	 */
	static @Nullable StoredMemory byId(Snapshot snapshot, String id) throws SQLException {
		PreparedStatement predecessors = snapshot
			.prepare("SELECT id FROM __memoturn_memories WHERE superseded_by = ? ORDER BY row");
		predecessors.setString(1, id);
		List<String> supersedes = new ArrayList<>();
		try (ResultSet rows = predecessors.executeQuery()) {
			while (rows.next()) {
				supersedes.add(rows.getString(1));
			}
		}
		PreparedStatement select = snapshot.prepare(SELECT + " id = ?");
		select.setString(1, id);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? memory(rows, supersedes) : null;
		}
	}

	/**
	 * Store a memory as it is.
	 * @return its row
	 */
	static long insert(Transaction transaction, StoredMemory memory) throws SQLException {
		PreparedStatement insert = transaction.prepare("""
				INSERT INTO __memoturn_memories
					(id, type, topic_key, summary, content, keywords, session_id, source, created_at, expires_at,
						superseded_by, superseded_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row""");
		insert.setString(1, memory.id());
		insert.setString(2, memory.type());
		insert.setString(3, memory.topicKey());
		insert.setString(4, memory.summary());
		insert.setString(5, memory.content());
		insert.setString(6, memory.keywords());
		insert.setString(7, memory.sessionId());
		insert.setString(8, memory.source());
		insert.setLong(9, memory.createdAt());
		insert.setObject(10, memory.expiresAt());
		insert.setString(11, memory.supersededBy());
		insert.setObject(12, memory.supersededAt());
		return longs(insert).get(0);
	}

	/**
	 * Store the vector of a memory that was just stored. The first one fixes the
	 * dimension of the branch for good.
	 * @return whether it was stored; not if it has another length than those before
	 */
	static boolean insertVector(Transaction transaction, VectorSet vectors, long row, MemoryType type,
			StoredMemory memory, float[] embedding) throws SQLException {
		if (vectors.dimension() == 0) {
			fixDimension(transaction, vectors, embedding.length);
		}
		else if (vectors.dimension() != embedding.length) {
			return false;
		}
		PreparedStatement insert = transaction
			.prepare("INSERT INTO __memoturn_memory_vectors (row, embedding) VALUES (?, ?)");
		insert.setLong(1, row);
		insert.setBytes(2, VectorBytes.of(embedding));
		insert.executeUpdate();
		vectors.add(row, type.ordinal(), memory.sessionId(), memory.source(), embedding);
		return true;
	}

	static void fixDimension(Transaction transaction, VectorSet vectors, int dimension) throws SQLException {
		PreparedStatement fix = transaction.prepare(
				"INSERT INTO __memoturn_memory_settings (name, value) VALUES ('" + MemoryModule.DIMENSION + "', ?)");
		fix.setInt(1, dimension);
		fix.executeUpdate();
		vectors.fixDimension(dimension);
	}

	/** From a result that begins with {@link #COLUMNS}. */
	static StoredMemory memory(ResultSet rows, List<String> supersedes) throws SQLException {
		return new StoredMemory(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4),
				rows.getString(5), rows.getString(6), rows.getString(7), rows.getString(8), rows.getLong(9),
				nullableLong(rows, 10), rows.getString(11), nullableLong(rows, 12), supersedes);
	}

	private static @Nullable Long nullableLong(ResultSet rows, int column) throws SQLException {
		long value = rows.getLong(column);
		return rows.wasNull() ? null : value;
	}

	/**
	 * Return the first column of all rows.
	 */
	static List<Long> longs(PreparedStatement select) throws SQLException {
		List<Long> values = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				values.add(rows.getLong(1));
			}
		}
		return values;
	}

}
