package ai.memoturn.embedded.document;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.database.CollectionName;
import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.store.Versioned;

/**
 * What the document routes do, without HTTP. Blocks; safe for use by many threads. A
 * collection comes into existence with the first insert or index; an unknown one is
 * empty.
 * <p>
 * Every method throws a {@link Fault} for what the protocol answers with an error, in the
 * protocol's order of checks: {@code database_not_found} or {@code branch_not_found},
 * {@code invalid_request} (the collection's name, then the rest), {@code overloaded} (the
 * branch's write queue is full), {@code unavailable} (storage fails for now; nothing was
 * done) and {@code internal} (the database's file is damaged).
 */
public final class DocumentService {

	private final NodeStore store;

	private final DatabaseService databases;

	/**
	 * Create the one document service of a store, before any of its branches is used.
	 * @param store where the documents are
	 * @param databases tells where a request goes
	 */
	public DocumentService(NodeStore store, DatabaseService databases) {
		this.store = store;
		this.databases = databases;
		store.attach(DocumentTables.module());
	}

	/**
	 * Insert documents, all of them or none.
	 * @param spec where to
	 * @param collection the collection
	 * @param documents the documents
	 * @param durable whether to answer only when they are in stable storage
	 * @return their ids, in order
	 */
	public Committed<List<String>> insert(DatabaseSpec spec, String collection, List<NewDocument> documents,
			boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		List<String> ids = new ArrayList<>(documents.size());
		for (NewDocument document : documents) {
			if (document.problem() != null) {
				throw Refusal.of("docs." + ids.size() + " " + document.problem());
			}
			ids.add(document.id());
		}
		return this.store.write(branch, durable, (transaction) -> {
			insert(transaction, name, documents);
			return ids;
		});
	}

	private static void insert(Transaction transaction, String collection, List<NewDocument> documents)
			throws SQLException {
		DocumentTables.create(transaction, collection);
		PreparedStatement insert = transaction.prepare("INSERT INTO " + DocumentTables.table(collection)
				+ " (id, doc) VALUES (?, jsonb(?)) ON CONFLICT DO NOTHING");
		int index = 0;
		for (NewDocument document : documents) {
			insert.setString(1, document.id());
			insert.setString(2, document.json());
			if (insert.executeUpdate() == 0) {
				throw Refusal.of("docs." + index + " has an _id that another document has; nothing was inserted");
			}
			index++;
		}
	}

	/**
	 * Find documents.
	 * @param spec where
	 * @param collection the collection
	 * @param query which, and in which order
	 * @return canonical text of each document
	 */
	public Versioned<List<String>> find(DatabaseSpec spec, String collection, FindQuery query) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		Find find = Find.compile(query);
		return this.store.read(branch, (snapshot) -> new Versioned<>(
				DocumentTables.exists(snapshot, name) ? find.run(snapshot, name) : List.of(), snapshot.txid()));
	}

	/**
	 * Change documents.
	 * @param spec where
	 * @param collection the collection
	 * @param filter JSON text of the filter that says which
	 * @param update canonical JSON text of the update that says how
	 * @param multi whether to change all of them, or only one
	 * @param durable whether to answer only when that is in stable storage
	 * @return how many the filter matched, which counts those that look the same after
	 */
	public Committed<Long> update(DatabaseSpec spec, String collection, String filter, String update, boolean multi,
			boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		Filter which = Filter.compile(filter);
		Update how = Update.compile(update);
		return this.store.write(branch, durable, (transaction) -> DocumentTables.exists(transaction, name)
				? update(transaction, DocumentTables.table(name), matching(transaction, name, which, multi), how) : 0L);
	}

	private static long update(Transaction transaction, String table, List<Long> rows, Update how) throws SQLException {
		PreparedStatement select = transaction.prepare("SELECT json(doc) FROM " + table + " WHERE row = ?");
		PreparedStatement change = transaction.prepare("UPDATE " + table + " SET doc = jsonb(?) WHERE row = ?");
		for (long row : rows) {
			select.setLong(1, row);
			try (ResultSet found = select.executeQuery()) {
				change.setString(1, how.apply(found.next() ? found.getString(1) : "{}"));
			}
			change.setLong(2, row);
			change.executeUpdate();
		}
		return rows.size();
	}

	/** All of them before any is changed, or a change could make one match again. */
	private static List<Long> matching(Transaction transaction, String collection, Filter filter, boolean multi)
			throws SQLException {
		PreparedStatement select = transaction.prepare("SELECT row FROM " + DocumentTables.table(collection) + " WHERE "
				+ filter.sql() + (multi ? "" : " LIMIT 1"));
		filter.bind(select);
		List<Long> matching = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				matching.add(rows.getLong(1));
			}
		}
		return matching;
	}

	/**
	 * Delete documents.
	 * @param spec where
	 * @param collection the collection
	 * @param filter JSON text of the filter that says which
	 * @param multi whether to delete all of them, or only one
	 * @param durable whether to answer only when that is in stable storage
	 * @return how many were deleted
	 */
	public Committed<Long> delete(DatabaseSpec spec, String collection, String filter, boolean multi, boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		Filter which = Filter.compile(filter);
		return this.store.write(branch, durable, (transaction) -> {
			if (!DocumentTables.exists(transaction, name)) {
				return 0L;
			}
			String table = DocumentTables.table(name);
			PreparedStatement delete = transaction.prepare("DELETE FROM " + table + " WHERE " + (multi ? which.sql()
					: "row = (SELECT row FROM " + table + " WHERE " + which.sql() + " LIMIT 1)"));
			which.bind(delete);
			return (long) delete.executeUpdate();
		});
	}

	/**
	 * Create an index, unless there is one. It changes no answer, only how long it takes.
	 * @param spec where
	 * @param collection the collection
	 * @param path the path whose values to index
	 * @param durable whether to answer only when it is in stable storage
	 */
	public void createIndex(DatabaseSpec spec, String collection, String path, boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		String name = CollectionName.check(collection);
		FieldPath checked = new FieldPath(path);
		this.store.write(branch, durable, (transaction) -> {
			DocumentTables.create(transaction, name);
			DocumentTables.createIndex(transaction, name, checked);
			return name;
		});
	}

}
