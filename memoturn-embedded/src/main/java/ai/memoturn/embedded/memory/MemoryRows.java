package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.store.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Reads memories out of their rows.
 */
final class MemoryRows {

	private static final String SELECT = """
			SELECT id, type, topic_key, summary, content, keywords, session_id, source, created_at, expires_at,
				superseded_by, superseded_at
			FROM __memoturn_memories WHERE""";

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

	private static StoredMemory memory(ResultSet rows, List<String> supersedes) throws SQLException {
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
