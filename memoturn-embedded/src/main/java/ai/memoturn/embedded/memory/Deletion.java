package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.transcript.TranscriptService;
import org.jspecify.annotations.Nullable;

/**
 * Deletes memories with their words and vectors, and sessions.
 */
final class Deletion {

	private static final String BY_ID = "DELETE FROM __memoturn_memories WHERE id = ?1 RETURNING row, id";

	private static final String BY_TOPIC = """
			DELETE FROM __memoturn_memories WHERE topic_key = ?1 AND type = ?2 RETURNING row, id""";

	private static final String TASKS = """
			DELETE FROM __memoturn_memories WHERE type = 'task' AND session_id = ?1 RETURNING row, id""";

	private final MemoryModule module;

	private final TranscriptService transcripts;

	Deletion(MemoryModule module, TranscriptService transcripts) {
		this.module = module;
		this.transcripts = transcripts;
	}

	/**
	 * Delete one memory.
	 * @return whether there was one of that id
	 */
	boolean memory(Transaction transaction, String id) throws SQLException {
		return !delete(transaction, BY_ID, id, null).isEmpty();
	}

	/**
	 * Delete all memories of a topic.
	 * @return their ids
	 */
	List<String> topic(Transaction transaction, String topicKey, String type) throws SQLException {
		return delete(transaction, BY_TOPIC, topicKey, type);
	}

	/**
	 * Delete a session with its tasks, if there is one.
	 */
	void session(Transaction transaction, String sessionId, boolean turns) throws SQLException {
		delete(transaction, TASKS, sessionId, null);
		PreparedStatement session = transaction.prepare("DELETE FROM __memoturn_sessions WHERE id = ?");
		session.setString(1, sessionId);
		session.executeUpdate();
		if (turns) {
			this.transcripts.drop(transaction, sessionId);
		}
	}

	private List<String> delete(Transaction transaction, String sql, String first, @Nullable String second)
			throws SQLException {
		PreparedStatement delete = transaction.prepare(sql);
		delete.setString(1, first);
		if (second != null) {
			delete.setString(2, second);
		}
		List<String> ids = new ArrayList<>();
		try (ResultSet rows = delete.executeQuery()) {
			while (rows.next()) {
				transaction.part(this.module).forget(rows.getLong(1));
				ids.add(rows.getString(2));
			}
		}
		return ids;
	}

}
