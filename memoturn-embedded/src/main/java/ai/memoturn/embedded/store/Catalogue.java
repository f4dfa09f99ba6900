package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * The databases and branches of a node, with the lists of their files. Databases and
 * branches are in memory, so that looking them up costs nothing; changes are flushed to
 * the file before they show.
 * <p>
 * A file is announced before it is made and belongs to something from the transaction on
 * that says so. What is announced and belongs to nothing after a crash is deleted.
 */
final class Catalogue implements AutoCloseable {

	static final String MAIN = "main";

	private static final String DATABASES = """
			CREATE TABLE databases (
				id INTEGER PRIMARY KEY AUTOINCREMENT,
				uuid TEXT NOT NULL UNIQUE,
				name TEXT NOT NULL UNIQUE,
				created_at INTEGER NOT NULL
			) STRICT""";

	/**
	 * A fork has an origin until its file is made, and a parent for ever, which need not
	 * be there any more. Each file was built with some state. The size and time of a file
	 * are those with which it was closed, and null while it may be open.
	 */
	private static final String BRANCHES = """
			CREATE TABLE branches (
				database_id INTEGER NOT NULL REFERENCES databases (id),
				name TEXT NOT NULL,
				file_id TEXT NOT NULL UNIQUE,
				generation INTEGER NOT NULL DEFAULT 1,
				file_created INTEGER NOT NULL DEFAULT 0,
				created_at INTEGER NOT NULL,
				ttl_at INTEGER,
				origin TEXT,
				origin_txid INTEGER,
				parent TEXT,
				parent_txid INTEGER,
				parent_generation INTEGER,
				built_txid INTEGER,
				closed_size INTEGER,
				closed_time INTEGER,
				PRIMARY KEY (database_id, name)
			) STRICT""";

	/** When a branch went back, and to where. */
	private static final String REWINDS = """
			CREATE TABLE rewinds (
				branch TEXT NOT NULL,
				generation INTEGER NOT NULL,
				txid INTEGER NOT NULL,
				PRIMARY KEY (branch, generation)
			) STRICT, WITHOUT ROWID""";

	/** Files that are announced, or were given up, and may be there. */
	private static final String DELETIONS = "CREATE TABLE deletions (file TEXT NOT NULL PRIMARY KEY) STRICT";

	/** When a database of that name was last deleted. */
	private static final String TOMBSTONES = """
			CREATE TABLE tombstones (
				name TEXT NOT NULL PRIMARY KEY,
				deleted_at INTEGER NOT NULL
			) STRICT""";

	private final SqliteSession session;

	private final HistoryTables history;

	private final ConcurrentSkipListMap<String, DatabaseEntry> databases = new ConcurrentSkipListMap<>();

	/** By the database's uuid, then the branch's name. */
	private final Map<String, Map<String, BranchEntry>> branches = new ConcurrentHashMap<>();

	/** By file id. */
	private final Map<String, BranchRow> rows = new ConcurrentHashMap<>();

	/** By name, Unix milliseconds. */
	private final Map<String, Long> tombstones = new ConcurrentHashMap<>();

	private Catalogue(SqliteSession session) {
		this.session = session;
		this.history = new HistoryTables(session);
	}

	static Catalogue open(DataDirectory directory) {
		Path file;
		try {
			file = directory.catalogue();
		}
		catch (IOException ex) {
			throw new StoreOpenException("The data directory " + directory.root()
					+ " is not writable. Make it writable for this process or choose another one.", ex);
		}
		SqliteSession session = null;
		try {
			session = SqliteSession.openWriter(file);
			// What it holds is what nothing may be lost of, and it seldom changes.
			session.fullSync(!directory.isTemporary());
			session.require("wal_autocheckpoint", "1000", "1000");
			SqliteLibrary.check(session);
			Catalogue catalogue = new Catalogue(session);
			catalogue.createOrLoad();
			return catalogue;
		}
		catch (SQLException ex) {
			closeQuietly(session);
			throw new StoreOpenException("The catalogue " + file + " cannot be read: " + ex.getMessage()
					+ ". Restore the data directory from a backup, or choose another one.", ex);
		}
		catch (FileFormat.UnknownFormatException ex) {
			closeQuietly(session);
			throw new StoreOpenException("The file " + file + " " + ex.getMessage() + ".", ex);
		}
		catch (StoreOpenException ex) {
			closeQuietly(session);
			throw ex;
		}
	}

	private static void closeQuietly(@Nullable SqliteSession session) {
		if (session != null) {
			try {
				session.close();
			}
			catch (SQLException ignored) {
				// The failure that led here says more.
			}
		}
	}

	private void createOrLoad() throws SQLException {
		if (FileFormat.CATALOGUE.isFresh(this.session)) {
			this.session.inTransaction(() -> {
				for (String table : List.of(DATABASES, BRANCHES, REWINDS, DELETIONS, TOMBSTONES)) {
					this.session.execute(table);
				}
				this.history.create();
				FileFormat.CATALOGUE.stamp(this.session);
			});
		}
		try (ResultSet found = this.session.prepare("SELECT name, deleted_at FROM tombstones").executeQuery()) {
			while (found.next()) {
				this.tombstones.put(found.getString(1), found.getLong(2));
			}
		}
		// Origins come before what was forked from them.
		try (ResultSet found = this.session.prepare("""
				SELECT d.uuid, d.name, d.created_at, b.name, b.file_id, b.created_at, b.ttl_at, b.generation,
					b.file_created, b.origin, b.origin_txid
				FROM databases d JOIN branches b ON b.database_id = d.id ORDER BY b.origin IS NOT NULL""")
			.executeQuery()) {
			while (found.next()) {
				DatabaseEntry database = new DatabaseEntry(found.getString(1), found.getString(2), found.getLong(3));
				Long ttlAt = (found.getObject(7) != null) ? found.getLong(7) : null;
				BranchEntry entry = new BranchEntry(database, found.getString(4), found.getString(5), found.getLong(6),
						ttlAt);
				BranchRow of = (found.getString(10) != null) ? this.rows.get(found.getString(10)) : null;
				show(new BranchRow(entry, found.getInt(8), found.getBoolean(9),
						(of != null) ? new BranchRow.Origin(of.entry(), found.getLong(11)) : null));
			}
		}
	}

	private void show(BranchRow row) {
		BranchEntry entry = row.entry();
		this.rows.put(entry.fileId(), row);
		this.branches.computeIfAbsent(entry.database().uuid(), (uuid) -> new ConcurrentHashMap<>())
			.put(entry.name(), entry);
		this.databases.put(entry.database().name(), entry.database());
	}

	@Nullable DatabaseEntry database(String name) {
		return this.databases.get(name);
	}

	List<DatabaseEntry> databases(String prefix) {
		return this.databases.tailMap(prefix)
			.values()
			.stream()
			.takeWhile((database) -> database.name().startsWith(prefix))
			.toList();
	}

	@Nullable BranchEntry branch(DatabaseEntry database, String name) {
		Map<String, BranchEntry> ofDatabase = this.branches.get(database.uuid());
		return (ofDatabase != null) ? ofDatabase.get(name) : null;
	}

	/**
	 * Return whether the branch is still there.
	 */
	boolean holds(BranchEntry branch) {
		return branch.equals(branch(branch.database(), branch.name()));
	}

	List<BranchEntry> branches(DatabaseEntry database) {
		return List.copyOf(this.branches.getOrDefault(database.uuid(), Map.of()).values());
	}

	List<BranchEntry> branches() {
		return this.rows.values().stream().map(BranchRow::entry).toList();
	}

	/**
	 * Return what there is to know of a branch.
	 * @return the row; that of a branch that was never used if there is none any more
	 */
	BranchRow row(BranchEntry branch) {
		return this.rows.getOrDefault(branch.fileId(), new BranchRow(branch, 1, false, null));
	}

	/**
	 * Return the forks of a branch whose files have not been made.
	 */
	List<BranchRow> unbuiltForks(BranchEntry branch) {
		return this.rows.values()
			.stream()
			.filter((row) -> row.origin() != null && row.origin().branch().equals(branch))
			.toList();
	}

	@Nullable Long deletedAt(String name) {
		return this.tombstones.get(name);
	}

	/**
	 * Add a database with its branch {@code main}.
	 * @param createdAt when that is; if a database of that name was deleted then or
	 * later, the millisecond after that
	 * @param permission throws what speaks against it; called while nothing is deleted,
	 * and not if there is one of that name
	 * @return the database, or {@code null} if there is one of that name
	 */
	synchronized @Nullable DatabaseEntry create(String name, long createdAt, Runnable permission) throws SQLException {
		if (this.databases.containsKey(name)) {
			return null;
		}
		permission.run();
		Long deletedAt = this.tombstones.get(name);
		DatabaseEntry database = new DatabaseEntry(UUID.randomUUID().toString(), name,
				(deletedAt != null) ? Math.max(createdAt, deletedAt + 1) : createdAt);
		BranchRow main = new BranchRow(
				new BranchEntry(database, MAIN, UUID.randomUUID().toString(), database.createdAt(), null), 1, false,
				null);
		this.session.inTransaction(() -> {
			this.session.update("INSERT INTO databases (uuid, name, created_at) VALUES (?, ?, ?)", database.uuid(),
					database.name(), database.createdAt());
			insert(main);
		});
		show(main);
		return database;
	}

	/**
	 * Add a branch.
	 * @param parent what was known of its parent when the origin was chosen
	 * @return whether it was added; not if there is one of that name, or the parent has
	 * changed
	 */
	synchronized boolean fork(BranchRow parent, BranchRow fork) throws SQLException {
		if (branch(fork.entry().database(), fork.entry().name()) != null
				|| !parent.equals(this.rows.get(parent.entry().fileId()))) {
			return false;
		}
		long txid = Objects.requireNonNull(fork.origin()).txid();
		this.session.inTransaction(() -> {
			insert(fork);
			this.session.update("""
					UPDATE branches SET parent = ?, parent_txid = ?, parent_generation = ? WHERE file_id = ?""",
					parent.entry().fileId(), txid, parent.generation(), fork.entry().fileId());
		});
		show(fork);
		return true;
	}

	private void insert(BranchRow row) throws SQLException {
		BranchRow.Origin origin = row.origin();
		this.session.update("""
				INSERT INTO branches (database_id, name, file_id, created_at, ttl_at, origin, origin_txid)
				SELECT id, ?, ?, ?, ?, ?, ? FROM databases WHERE uuid = ?""", row.entry().name(), row.entry().fileId(),
				row.entry().createdAt(), row.entry().ttlAt(), (origin != null) ? origin.branch().fileId() : null,
				(origin != null) ? origin.txid() : null, row.entry().database().uuid());
	}

	/**
	 * Forget a database with its branches and note when that was.
	 * @param deletedAt when that is; the time of a name never goes back
	 * @return the files that belonged to it, kept in mind until {@link #filesDeleted}
	 */
	synchronized List<String> delete(DatabaseEntry database, long deletedAt) throws SQLException {
		long latest = Math.max(deletedAt, this.tombstones.getOrDefault(database.name(), Long.MIN_VALUE));
		List<BranchEntry> entries = branches(database);
		List<String> files = givingUp(() -> {
			for (BranchEntry entry : entries) {
				forget(entry);
			}
			this.session.update("DELETE FROM databases WHERE uuid = ?", database.uuid());
			this.session.update("INSERT OR REPLACE INTO tombstones (name, deleted_at) VALUES (?, ?)", database.name(),
					latest);
		});
		this.tombstones.put(database.name(), latest);
		this.databases.remove(database.name(), database);
		this.branches.remove(database.uuid());
		entries.forEach((entry) -> this.rows.remove(entry.fileId()));
		return files;
	}

	/**
	 * Forget a branch.
	 * @return the files that belonged to it alone, kept in mind until
	 * {@link #filesDeleted}
	 */
	synchronized List<String> delete(BranchEntry branch) throws SQLException {
		List<String> files = givingUp(() -> forget(branch));
		Map<String, BranchEntry> ofDatabase = this.branches.get(branch.database().uuid());
		if (ofDatabase != null) {
			ofDatabase.remove(branch.name(), branch);
		}
		this.rows.remove(branch.fileId());
		return files;
	}

	private void forget(BranchEntry branch) throws SQLException {
		giveUp(DataDirectory.branchFileName(branch, row(branch).generation()));
		this.history.forget(branch);
		this.session.update("DELETE FROM rewinds WHERE branch = ?", branch.fileId());
		this.session.update("DELETE FROM branches WHERE file_id = ?", branch.fileId());
	}

	private void giveUp(String file) throws SQLException {
		this.session.update("INSERT OR IGNORE INTO deletions (file) VALUES (?)", file);
	}

	/**
	 * Do something that gives up files.
	 * @return those files
	 */
	private List<String> givingUp(SqliteSession.Action action) throws SQLException {
		List<String> before = filesToDelete();
		this.session.inTransaction(action);
		List<String> files = new ArrayList<>(filesToDelete());
		files.removeAll(before);
		return files;
	}

	/**
	 * Announce files that are about to be made.
	 */
	synchronized void announce(Collection<String> files) throws SQLException {
		this.session.inTransaction(() -> {
			for (String file : files) {
				giveUp(file);
			}
		});
	}

	/**
	 * Return the names of the files that may be there and belong to nothing.
	 */
	synchronized List<String> filesToDelete() throws SQLException {
		List<String> files = new ArrayList<>();
		try (ResultSet found = this.session.prepare("SELECT file FROM deletions").executeQuery()) {
			while (found.next()) {
				files.add(found.getString(1));
			}
		}
		return files;
	}

	synchronized void filesDeleted(List<String> files) throws SQLException {
		this.session.inTransaction(() -> settle(files));
	}

	/**
	 * Cease to keep files in mind, since they are gone or belong to something now.
	 */
	private void settle(Collection<String> files) throws SQLException {
		for (String file : files) {
			this.session.update("DELETE FROM deletions WHERE file = ?", file);
		}
	}

	/**
	 * Note that the file of a branch was made, and where its history begins.
	 * @param inherited the segments that lead to it from before
	 * @param newest the file of its newest segment
	 * @param txid the transaction id with which that begins
	 * @param stamp what the file is known by, unless it is open
	 */
	synchronized void fileCreated(BranchEntry branch, List<SegmentEntry> inherited, String newest, long txid,
			@Nullable FileStamp stamp) throws SQLException {
		BranchRow row = row(branch).asCreated();
		this.session.inTransaction(() -> {
			this.session.update("""
					UPDATE branches SET file_created = 1, origin = NULL, origin_txid = NULL, built_txid = ?
					WHERE file_id = ?""", txid, branch.fileId());
			updateStamp(branch, stamp);
			this.history.insert(branch, inherited);
			this.history.begin(branch, newest, txid);
			settle(Set.of(newest, DataDirectory.branchFileName(branch, row.generation())));
		});
		this.rows.put(branch.fileId(), row);
	}

	/**
	 * Put another file in the place of a branch's.
	 * @param kept the segments that lead to its state
	 * @param newest the file of its newest segment
	 * @param txid the transaction id of its state; checkpoints above it are dropped
	 * @param stamp what the file is known by
	 * @return the files that belonged to the former state alone
	 */
	synchronized List<String> rewound(BranchEntry branch, List<SegmentEntry> kept, String newest, long txid,
			@Nullable FileStamp stamp) throws SQLException {
		BranchRow former = row(branch);
		BranchRow row = former.rewound();
		List<String> files = givingUp(() -> {
			giveUp(DataDirectory.branchFileName(branch, former.generation()));
			this.session.update("UPDATE branches SET generation = ?, built_txid = ? WHERE file_id = ?",
					row.generation(), txid, branch.fileId());
			this.session.update("INSERT INTO rewinds (branch, generation, txid) VALUES (?, ?, ?)", branch.fileId(),
					row.generation(), txid);
			updateStamp(branch, stamp);
			this.history.replaceAll(branch, kept);
			this.history.begin(branch, newest, txid);
			this.history.dropCheckpointsAbove(branch, txid);
			settle(Set.of(newest, DataDirectory.branchFileName(branch, row.generation())));
		});
		this.rows.put(branch.fileId(), row);
		return files;
	}

	/**
	 * Begin the history of a branch anew.
	 * @return the files of the former history
	 */
	synchronized List<String> historyBegun(BranchEntry branch, String newest, long txid) throws SQLException {
		return givingUp(() -> {
			this.history.replaceAll(branch, List.of());
			this.history.begin(branch, newest, txid);
			settle(Set.of(newest));
		});
	}

	/**
	 * End the newest segment of a branch and begin the next.
	 * @param sealed the segment that ends, with what is known of it now
	 */
	synchronized void segmentSealed(BranchEntry branch, SegmentEntry sealed, String newest) throws SQLException {
		this.session.inTransaction(() -> {
			this.history.update(branch, sealed);
			this.history.begin(branch, newest, Objects.requireNonNull(sealed.to()));
			settle(Set.of(newest));
		});
	}

	/**
	 * Put one segment in the place of others, or none.
	 * @return the files that no branch uses any more
	 */
	synchronized List<String> segmentsReplaced(BranchEntry branch, List<SegmentEntry> former,
			@Nullable SegmentEntry replacement) throws SQLException {
		return givingUp(() -> {
			this.history.remove(branch, former);
			if (replacement != null) {
				this.history.insert(branch, List.of(replacement));
				settle(Set.of(replacement.file()));
			}
		});
	}

	/**
	 * Return the history of a branch.
	 * @return its segments, oldest first
	 */
	synchronized List<SegmentEntry> segments(BranchEntry branch) throws SQLException {
		return this.history.segments(branch);
	}

	synchronized void checkpoint(BranchEntry branch, String name, long txid) throws SQLException {
		this.session.inTransaction(() -> this.history.checkpoint(branch, name, txid));
	}

	/**
	 * Return what a checkpoint's name stands for.
	 * @return the transaction id, or {@code null} if there is no checkpoint of that name
	 */
	synchronized @Nullable Long checkpoint(BranchEntry branch, String name) throws SQLException {
		return this.history.checkpoint(branch, name);
	}

	/**
	 * Return the transaction ids of a branch that must stay restorable whatever their
	 * age: those of checkpoints, and of forks that have not been made.
	 */
	synchronized Set<Long> pinned(BranchEntry branch) throws SQLException {
		Set<Long> pinned = new HashSet<>(this.history.checkpoints(branch).values());
		for (BranchRow fork : unbuiltForks(branch)) {
			pinned.add(Objects.requireNonNull(fork.origin()).txid());
		}
		return pinned;
	}

	/**
	 * Note with what size and time a branch's file was closed, when nothing was left in
	 * its log.
	 * @param stamp both, or {@code null} if the file is about to be opened
	 * @param newest its newest segment, with what is known of it now; {@code null} to
	 * leave that as it is
	 */
	synchronized void stamp(BranchEntry branch, @Nullable FileStamp stamp, @Nullable SegmentEntry newest)
			throws SQLException {
		this.session.inTransaction(() -> {
			updateStamp(branch, stamp);
			if (newest != null) {
				this.history.update(branch, newest);
			}
		});
	}

	private void updateStamp(BranchEntry branch, @Nullable FileStamp stamp) throws SQLException {
		this.session.update("UPDATE branches SET closed_size = ?, closed_time = ? WHERE file_id = ?",
				(stamp != null) ? stamp.size() : null, (stamp != null) ? stamp.time() : null, branch.fileId());
	}

	/**
	 * Return with what size and time a branch's file was closed.
	 * @return both, or {@code null} if it was not closed in an orderly way
	 */
	synchronized @Nullable FileStamp stamp(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session
			.prepare("SELECT closed_size, closed_time FROM branches WHERE file_id = ?");
		query.setString(1, branch.fileId());
		try (ResultSet found = query.executeQuery()) {
			return (found.next() && found.getObject(1) != null) ? new FileStamp(found.getLong(1), found.getLong(2))
					: null;
		}
	}

	/**
	 * Return with which state the file of a branch was built.
	 * @return the transaction id, or {@code null} if it has no file
	 */
	synchronized @Nullable Long builtTxid(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session.prepare("SELECT built_txid FROM branches WHERE file_id = ?");
		query.setString(1, branch.fileId());
		try (ResultSet found = query.executeQuery()) {
			return (found.next() && found.getObject(1) != null) ? found.getLong(1) : null;
		}
	}

	/**
	 * Return where the states of a database come from.
	 * @return of each branch that has a state
	 */
	synchronized List<BranchState> states(DatabaseEntry database) throws SQLException {
		List<BranchState> states = new ArrayList<>();
		for (BranchEntry branch : branches(database)) {
			if (row(branch).hasState()) {
				states.add(new BranchState(branch, origin(branch), rewinds(branch), this.history.checkpoints(branch)));
			}
		}
		return states;
	}

	private BranchState.@Nullable Origin origin(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session
			.prepare("SELECT parent, parent_txid, parent_generation FROM branches WHERE file_id = ?");
		query.setString(1, branch.fileId());
		try (ResultSet found = query.executeQuery()) {
			String parent = found.next() ? found.getString(1) : null;
			return (parent != null) ? new BranchState.Origin(parent, found.getLong(2), found.getInt(3)) : null;
		}
	}

	private List<BranchState.Rewind> rewinds(BranchEntry branch) throws SQLException {
		PreparedStatement query = this.session
			.prepare("SELECT generation, txid FROM rewinds WHERE branch = ? ORDER BY generation");
		query.setString(1, branch.fileId());
		List<BranchState.Rewind> rewinds = new ArrayList<>();
		try (ResultSet found = query.executeQuery()) {
			while (found.next()) {
				rewinds.add(new BranchState.Rewind(found.getInt(1), found.getLong(2)));
			}
		}
		return rewinds;
	}

	@Override
	public synchronized void close() throws SQLException {
		this.session.close();
	}

}
