package ai.memoturn.embedded.vector;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.database.CollectionName;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

/**
 * What the vector routes do, without HTTP. Blocks; safe for use by many threads. A
 * collection comes into existence with its first vector, which fixes its dimension.
 * <p>
 * Every method that takes a {@link DatabaseSpec} throws a {@link Fault} for what the
 * protocol answers with an error: {@code database_not_found} or {@code branch_not_found},
 * {@code invalid_request} (the collection's name, the vector), {@code overloaded} (the
 * branch's write queue is full), {@code unavailable} (storage fails for now; nothing was
 * done) and {@code internal} (the database's file is damaged).
 */
public final class VectorService {

	private static final int MAX_RESULTS = 1000;

	private final NodeStore store;

	private final DatabaseService databases;

	private final CollectionModule module = new CollectionModule();

	/**
	 * Create the one vector service of a store, before any of its branches is used.
	 * @param store where the vectors are
	 * @param databases tells where a request goes
	 */
	public VectorService(NodeStore store, DatabaseService databases) {
		this.store = store;
		this.databases = databases;
		store.attach(this.module);
	}

	/**
	 * Store a vector, in place of an earlier one of its id.
	 * @param spec where to
	 * @param collection the collection
	 * @param id the vector's id, any text
	 * @param embedding the vector, as long as the others of the collection
	 * @param durable whether to answer only when it is in stable storage
	 * @return the transaction id
	 */
	public long upsert(DatabaseSpec spec, String collection, String id, float[] embedding, boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		EmbeddingRule.check("embedding", embedding);
		return this.store.write(branch, durable, (transaction) -> upsert(transaction, name, id, embedding)).txid();
	}

	private long upsert(Transaction transaction, String collection, String id, float[] embedding) throws SQLException {
		Integer dimension = dimension(
				transaction.prepare("SELECT dimension FROM __memoturn_vec_collections WHERE name = ?"), collection);
		if (dimension == null) {
			PreparedStatement create = transaction
				.prepare("INSERT INTO __memoturn_vec_collections (name, dimension) VALUES (?, ?)");
			create.setString(1, collection);
			create.setInt(2, embedding.length);
			create.executeUpdate();
		}
		else {
			checkDimension("embedding", embedding, dimension);
		}
		VectorSets<String> vectors = transaction.part(this.module);
		PreparedStatement delete = transaction
			.prepare("DELETE FROM __memoturn_vec_entries WHERE collection = ? AND id = ? RETURNING row");
		delete.setString(1, collection);
		delete.setString(2, id);
		try (ResultSet rows = delete.executeQuery()) {
			if (rows.next()) {
				vectors.forget(collection, rows.getLong(1));
			}
		}
		PreparedStatement insert = transaction
			.prepare("INSERT INTO __memoturn_vec_entries (collection, id, embedding) VALUES (?, ?, ?) RETURNING row");
		insert.setString(1, collection);
		insert.setString(2, id);
		insert.setBytes(3, VectorBytes.of(embedding));
		try (ResultSet rows = insert.executeQuery()) {
			if (!rows.next()) {
				throw new SQLException("A vector that was stored is not there");
			}
			long row = rows.getLong(1);
			vectors.add(collection, row, null, embedding);
			return row;
		}
	}

	/**
	 * Find the vectors that are nearest to one.
	 * @param spec where
	 * @param collection the collection; if there is no such, nothing is found
	 * @param vector the vector, as long as those of the collection
	 * @param k how many at most, not negative; more than 1000 counts as 1000
	 * @return the vectors, nearest first
	 */
	public Versioned<List<FoundVector>> search(DatabaseSpec spec, String collection, float[] vector, long k) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		return this.store.read(branch,
				(snapshot) -> new Versioned<>(search(snapshot, name, vector, k), snapshot.txid()));
	}

	private List<FoundVector> search(Snapshot snapshot, String collection, float[] vector, long k) throws SQLException {
		Integer dimension = dimension(
				snapshot.prepare("SELECT dimension FROM __memoturn_vec_collections WHERE name = ?"), collection);
		if (dimension == null) {
			return List.of();
		}
		checkDimension("vector", vector, dimension);
		VectorView vectors = snapshot.view(this.module).bySet().get(collection);
		if (vectors == null || k == 0) {
			return List.of();
		}
		PreparedStatement select = snapshot.prepare("SELECT id FROM __memoturn_vec_entries WHERE row = ?");
		NearestFirst nearest = vectors.nearest(vector, VectorView.ALL_KINDS, null, null);
		long results = Math.min(k, MAX_RESULTS);
		List<FoundVector> found = new ArrayList<>();
		while (found.size() < results && nearest.hasNext()) {
			select.setLong(1, nearest.nextRow());
			try (ResultSet rows = select.executeQuery()) {
				// Replaced, or stored after this state.
				if (rows.next()) {
					found.add(new FoundVector(rows.getString(1), nearest.distance()));
				}
			}
		}
		return found;
	}

	private static @Nullable Integer dimension(PreparedStatement select, String collection) throws SQLException {
		select.setString(1, collection);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? (Integer) rows.getInt(1) : null;
		}
	}

	private static void checkDimension(String field, float[] vector, int dimension) {
		if (vector.length != dimension) {
			throw new Fault(FaultCode.INVALID_REQUEST, field + " has " + vector.length
					+ " dimensions, but those of the collection are different: " + dimension);
		}
	}

}
