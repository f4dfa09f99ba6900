package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * The databases and branches of a node. All of it is in memory, so that looking up costs
 * nothing; changes are flushed to the file before they show.
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

	private static final String BRANCHES = """
			CREATE TABLE branches (
				database_id INTEGER NOT NULL REFERENCES databases (id),
				name TEXT NOT NULL,
				file_id TEXT NOT NULL UNIQUE,
				file_created INTEGER NOT NULL DEFAULT 0,
				created_at INTEGER NOT NULL,
				PRIMARY KEY (database_id, name)
			) STRICT""";

	/** Files of deleted branches that may still be there. */
	private static final String DELETIONS = "CREATE TABLE IF NOT EXISTS deletions (file TEXT NOT NULL PRIMARY KEY) STRICT";

	/** When a database of that name was last deleted. */
	private static final String TOMBSTONES = """
			CREATE TABLE IF NOT EXISTS tombstones (
				name TEXT NOT NULL PRIMARY KEY,
				deleted_at INTEGER NOT NULL
			) STRICT""";

	private final SqliteSession session;

	private final ConcurrentSkipListMap<String, DatabaseEntry> databases = new ConcurrentSkipListMap<>();

	/** By the database's uuid, then the branch's name. */
	private final Map<String, Map<String, BranchEntry>> branches = new ConcurrentHashMap<>();

	/** Branches whose file has been made, by file id. */
	private final Map<String, Boolean> created = new ConcurrentHashMap<>();

	/** By name, Unix milliseconds. */
	private final Map<String, Long> tombstones = new ConcurrentHashMap<>();

	private Catalogue(SqliteSession session) {
		this.session = session;
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
			session.require("synchronous", "FULL", "2");
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
			inTransaction(() -> {
				this.session.execute(DATABASES);
				this.session.execute(BRANCHES);
				FileFormat.CATALOGUE.stamp(this.session);
			});
		}
		this.session.execute(DELETIONS);
		this.session.execute(TOMBSTONES);
		try (ResultSet rows = this.session.prepare("SELECT name, deleted_at FROM tombstones").executeQuery()) {
			while (rows.next()) {
				this.tombstones.put(rows.getString(1), rows.getLong(2));
			}
		}
		try (ResultSet rows = this.session.prepare("""
				SELECT d.uuid, d.name, d.created_at, b.name, b.file_id, b.file_created
				FROM databases d JOIN branches b ON b.database_id = d.id""").executeQuery()) {
			while (rows.next()) {
				DatabaseEntry database = new DatabaseEntry(rows.getString(1), rows.getString(2), rows.getLong(3));
				show(database, new BranchEntry(database, rows.getString(4), rows.getString(5)));
				if (rows.getBoolean(6)) {
					this.created.put(rows.getString(5), true);
				}
			}
		}
	}

	private void show(DatabaseEntry database, BranchEntry branch) {
		this.branches.computeIfAbsent(database.uuid(), (uuid) -> new ConcurrentHashMap<>()).put(branch.name(), branch);
		this.databases.put(database.name(), database);
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

	@Nullable Long deletedAt(String name) {
		return this.tombstones.get(name);
	}

	/**
	 * Add a database with its branch {@code main}.
	 * @param createdAt when that is; if a database of that name was deleted then or
	 * later, the millisecond after that
	 * @return the database, or {@code null} if there is one of that name
	 */
	synchronized @Nullable DatabaseEntry create(String name, long createdAt) throws SQLException {
		if (this.databases.containsKey(name)) {
			return null;
		}
		Long deletedAt = this.tombstones.get(name);
		DatabaseEntry database = new DatabaseEntry(UUID.randomUUID().toString(), name,
				(deletedAt != null) ? Math.max(createdAt, deletedAt + 1) : createdAt);
		BranchEntry main = new BranchEntry(database, MAIN, UUID.randomUUID().toString());
		inTransaction(() -> {
			PreparedStatement insert = this.session
				.prepare("INSERT INTO databases (uuid, name, created_at) VALUES (?, ?, ?)");
			insert.setString(1, database.uuid());
			insert.setString(2, database.name());
			insert.setLong(3, database.createdAt());
			insert.executeUpdate();
			PreparedStatement branch = this.session
				.prepare("INSERT INTO branches (database_id, name, file_id, created_at)"
						+ " SELECT id, ?, ?, created_at FROM databases WHERE uuid = ?");
			branch.setString(1, main.name());
			branch.setString(2, main.fileId());
			branch.setString(3, database.uuid());
			branch.executeUpdate();
		});
		show(database, main);
		return database;
	}

	/**
	 * Forget a database with its branches, note when that was, and keep the names of the
	 * files until {@link #filesDeleted}.
	 * @param files the names of its branches' files
	 * @param deletedAt when that is; the time of a name never goes back
	 */
	synchronized void delete(DatabaseEntry database, List<String> files, long deletedAt) throws SQLException {
		long latest = Math.max(deletedAt, this.tombstones.getOrDefault(database.name(), Long.MIN_VALUE));
		inTransaction(() -> {
			PreparedStatement keep = this.session.prepare("INSERT INTO deletions (file) VALUES (?)");
			for (String file : files) {
				keep.setString(1, file);
				keep.executeUpdate();
			}
			for (String sql : List.of(
					"DELETE FROM branches WHERE database_id = (SELECT id FROM databases WHERE uuid = ?)",
					"DELETE FROM databases WHERE uuid = ?")) {
				PreparedStatement delete = this.session.prepare(sql);
				delete.setString(1, database.uuid());
				delete.executeUpdate();
			}
			PreparedStatement tombstone = this.session
				.prepare("INSERT OR REPLACE INTO tombstones (name, deleted_at) VALUES (?, ?)");
			tombstone.setString(1, database.name());
			tombstone.setLong(2, latest);
			tombstone.executeUpdate();
		});
		this.tombstones.put(database.name(), latest);
		this.databases.remove(database.name(), database);
		Map<String, BranchEntry> gone = this.branches.remove(database.uuid());
		if (gone != null) {
			gone.values().forEach((branch) -> this.created.remove(branch.fileId()));
		}
	}

	/**
	 * Return the names of the files that may have outlived their databases.
	 */
	synchronized List<String> filesToDelete() throws SQLException {
		List<String> files = new ArrayList<>();
		try (ResultSet rows = this.session.prepare("SELECT file FROM deletions").executeQuery()) {
			while (rows.next()) {
				files.add(rows.getString(1));
			}
		}
		return files;
	}

	synchronized void filesDeleted(List<String> files) throws SQLException {
		inTransaction(() -> {
			PreparedStatement delete = this.session.prepare("DELETE FROM deletions WHERE file = ?");
			for (String file : files) {
				delete.setString(1, file);
				delete.executeUpdate();
			}
		});
	}

	/**
	 * Return whether the branch's file was made. If it is missing all the same, it was
	 * lost, and must not be taken for an empty branch.
	 */
	boolean isFileCreated(BranchEntry branch) {
		return this.created.containsKey(branch.fileId());
	}

	synchronized void fileCreated(BranchEntry branch) throws SQLException {
		inTransaction(() -> {
			PreparedStatement update = this.session.prepare("UPDATE branches SET file_created = 1 WHERE file_id = ?");
			update.setString(1, branch.fileId());
			update.executeUpdate();
		});
		this.created.put(branch.fileId(), true);
	}

	private void inTransaction(SqliteSession.SqlAction action) throws SQLException {
		this.session.inTransaction(action);
	}

	@Override
	public synchronized void close() throws SQLException {
		this.session.close();
	}

}
