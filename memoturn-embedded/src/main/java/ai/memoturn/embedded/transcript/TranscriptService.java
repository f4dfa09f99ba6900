package ai.memoturn.embedded.transcript;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.store.Versioned;
import ai.memoturn.embedded.vector.EmbeddingRule;
import ai.memoturn.embedded.vector.NearestFirst;
import ai.memoturn.embedded.vector.VectorBytes;
import ai.memoturn.embedded.vector.VectorSets;
import ai.memoturn.embedded.vector.VectorView;
import org.jspecify.annotations.Nullable;

/**
 * What the transcript routes do, without HTTP. Blocks; safe for use by many threads.
 * <p>
 * Every method that takes a {@link DatabaseSpec} throws a {@link Fault} for what the
 * protocol answers with an error: {@code database_not_found} or {@code branch_not_found},
 * {@code overloaded} (the branch's write queue is full), {@code unavailable} (storage
 * fails for now; nothing was done) and {@code internal} (the database's file is damaged).
 * A session comes into existence with its first turn; an unknown one is empty.
 */
public final class TranscriptService {

	private static final int MAX_RESULTS = 1000;

	private final NodeStore store;

	private final DatabaseService databases;

	private final InstantSource clock;

	private final TranscriptModule module = new TranscriptModule();

	/**
	 * Create the one transcript service of a store, before any of its branches is used.
	 * @param store where the turns are
	 * @param databases tells where a request goes
	 * @param clock tells the time of what is stored
	 */
	public TranscriptService(NodeStore store, DatabaseService databases, InstantSource clock) {
		this.store = store;
		this.databases = databases;
		this.clock = clock;
		store.attach(this.module);
	}

	/**
	 * Append a turn to a session.
	 * @param spec where to
	 * @param sessionId the session
	 * @param turn the turn
	 * @param durable whether to answer only when it is in stable storage
	 * @return its number within the session: one more than that of the turn before it, 1
	 * for the first
	 */
	public Committed<Long> append(DatabaseSpec spec, String sessionId, NewTurn turn, boolean durable) {
		float[] embedding = turn.embedding();
		if (embedding != null) {
			EmbeddingRule.check("embedding", embedding);
		}
		return this.store.write(this.databases.branch(spec), durable,
				(transaction) -> append(transaction, sessionId, turn));
	}

	private long append(Transaction transaction, String sessionId, NewTurn turn) throws SQLException {
		PreparedStatement insert = transaction.prepare(
				"""
						INSERT INTO __memoturn_messages (session_id, seq, role, created_at, content)
						VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM __memoturn_messages WHERE session_id = ?1), ?2, ?3, ?4)
						RETURNING row, seq""");
		insert.setString(1, sessionId);
		insert.setString(2, turn.role());
		insert.setLong(3, this.clock.millis());
		insert.setString(4, turn.content());
		long row;
		long seq;
		try (ResultSet rows = insert.executeQuery()) {
			if (!rows.next()) {
				throw new SQLException("A turn that was stored is not there");
			}
			row = rows.getLong(1);
			seq = rows.getLong(2);
		}
		float[] embedding = turn.embedding();
		if (embedding != null) {
			PreparedStatement vector = transaction
				.prepare("INSERT INTO __memoturn_message_vectors (row, embedding) VALUES (?, ?)");
			vector.setLong(1, row);
			vector.setBytes(2, VectorBytes.of(embedding));
			vector.executeUpdate();
			transaction.part(this.module).add(embedding.length, row, sessionId, embedding);
		}
		return seq;
	}

	/**
	 * Return the last turns of a session.
	 * @param spec where
	 * @param sessionId the session
	 * @param last how many at most, not negative
	 * @return the turns, oldest first
	 */
	public Versioned<List<StoredTurn>> window(DatabaseSpec spec, String sessionId, long last) {
		return this.store.read(this.databases.branch(spec), (snapshot) -> {
			PreparedStatement select = snapshot.prepare("""
					SELECT seq, role, content, created_at FROM __memoturn_messages
					WHERE session_id = ? ORDER BY seq DESC LIMIT ?""");
			select.setString(1, sessionId);
			select.setLong(2, last);
			List<StoredTurn> turns = new ArrayList<>();
			try (ResultSet rows = select.executeQuery()) {
				while (rows.next()) {
					turns.add(new StoredTurn(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
				}
			}
			Collections.reverse(turns);
			return new Versioned<>(turns, snapshot.txid());
		});
	}

	/**
	 * Find the turns of a session that are nearest to a vector.
	 * @param spec where
	 * @param sessionId the session
	 * @param vector the vector; turns whose own is of another length or absent take no
	 * part
	 * @param k how many at most; more than 1000 counts as 1000
	 * @return the turns, nearest first
	 */
	public Versioned<List<FoundTurn>> search(DatabaseSpec spec, String sessionId, float[] vector, long k) {
		return this.store.read(this.databases.branch(spec),
				(snapshot) -> new Versioned<>(search(snapshot, sessionId, vector, k), snapshot.txid()));
	}

	/**
	 * Find the turns of a branch that are nearest to a vector, within a read.
	 * @param snapshot the state to search
	 * @param sessionId the session wanted, {@code null} for all
	 * @param vector the vector; turns whose own is of another length or absent take no
	 * part
	 * @param k how many at most; more than 1000 counts as 1000
	 * @return the turns, nearest first; equally near ones in the order in which they were
	 * appended
	 * @throws SQLException if SQLite refuses
	 */
	public List<FoundTurn> search(Snapshot snapshot, @Nullable String sessionId, float[] vector, long k)
			throws SQLException {
		VectorView vectors = snapshot.view(this.module).bySet().get(vector.length);
		if (vectors == null || k == 0) {
			return List.of();
		}
		PreparedStatement select = snapshot
			.prepare("SELECT session_id, seq, role, content, created_at FROM __memoturn_messages WHERE row = ?");
		NearestFirst nearest = vectors.nearest(vector, VectorView.ALL_KINDS, sessionId, null);
		long results = Math.min(k, MAX_RESULTS);
		List<FoundTurn> found = new ArrayList<>();
		while (found.size() < results && nearest.hasNext()) {
			select.setLong(1, nearest.nextRow());
			try (ResultSet rows = select.executeQuery()) {
				// Dropped, or appended after this state, or of another session with the
				// same hash.
				if (rows.next() && (sessionId == null || sessionId.equals(rows.getString(1)))) {
					found.add(new FoundTurn(rows.getString(1),
							new StoredTurn(rows.getLong(2), rows.getString(3), rows.getString(4), rows.getLong(5)),
							nearest.distance()));
				}
			}
		}
		return found;
	}

	/**
	 * Delete the transcript of a session, within a write. If the session goes on, its
	 * numbers start at 1 again.
	 * @param transaction the write
	 * @param sessionId the session
	 * @throws SQLException if SQLite refuses
	 */
	public void drop(Transaction transaction, String sessionId) throws SQLException {
		PreparedStatement select = transaction.prepare("""
				SELECT v.row, length(v.embedding) FROM __memoturn_messages t
				JOIN __memoturn_message_vectors v ON v.row = t.row WHERE t.session_id = ?""");
		select.setString(1, sessionId);
		VectorSets<Integer> vectors = transaction.part(this.module);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				vectors.forget(rows.getInt(2) / Float.BYTES, rows.getLong(1));
			}
		}
		PreparedStatement delete = transaction.prepare("DELETE FROM __memoturn_messages WHERE session_id = ?");
		delete.setString(1, sessionId);
		delete.executeUpdate();
	}

}
