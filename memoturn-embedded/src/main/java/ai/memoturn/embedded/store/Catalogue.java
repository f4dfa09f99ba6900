package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

	private final SqliteSession session;

	private final ConcurrentSkipListMap<String, DatabaseEntry> databases = new ConcurrentSkipListMap<>();

	/** By the database's uuid, then the branch's name. */
	private final Map<String, Map<String, BranchEntry>> branches = new ConcurrentHashMap<>();

	/** Branches whose file has been made, by file id. */
	private final Map<String, Boolean> created = new ConcurrentHashMap<>();

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

	synchronized DatabaseEntry register(String name, long createdAt) throws SQLException {
		DatabaseEntry known = this.databases.get(name);
		if (known != null) {
			return known;
		}
		DatabaseEntry database = new DatabaseEntry(UUID.randomUUID().toString(), name, createdAt);
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

	private void inTransaction(SqlAction action) throws SQLException {
		this.session.execute("BEGIN IMMEDIATE");
		try {
			action.run();
			this.session.execute("COMMIT");
		}
		catch (SQLException | RuntimeException ex) {
			try {
				this.session.dropStatements();
				this.session.execute("ROLLBACK");
			}
			catch (SQLException rolledBackAlready) {
				ex.addSuppressed(rolledBackAlready);
			}
			throw ex;
		}
	}

	@Override
	public synchronized void close() throws SQLException {
		this.session.close();
	}

	private interface SqlAction {

		void run() throws SQLException;

	}

}
