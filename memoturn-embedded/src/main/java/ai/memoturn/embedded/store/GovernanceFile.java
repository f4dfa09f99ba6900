package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of namespaces beside their databases, so that no rewind or deletion
 * touches it: policies, audit streams and erasures. Every change is flushed to stable
 * storage. Safe for use by many threads.
 */
public final class GovernanceFile implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GovernanceFile.class);

	private static final String POLICIES = """
			CREATE TABLE policies (
				namespace TEXT NOT NULL PRIMARY KEY,
				revision INTEGER NOT NULL,
				updated_at INTEGER NOT NULL,
				policy TEXT NOT NULL,
				overrides TEXT NOT NULL
			) STRICT""";

	/** A position, once given, is never given again. */
	private static final String EVENTS = """
			CREATE TABLE audit_events (
				position INTEGER PRIMARY KEY AUTOINCREMENT,
				namespace TEXT NOT NULL,
				time INTEGER NOT NULL,
				action TEXT NOT NULL,
				profile TEXT,
				outcome TEXT NOT NULL,
				event TEXT NOT NULL
			) STRICT""";

	/** Holds what is filtered by most, so that reading passes over events quickly. */
	private static final String EVENTS_INDEX = """
			CREATE INDEX audit_events_by_namespace
			ON audit_events (namespace, position, time, action, profile, outcome)""";

	private static final String ERASURES = """
			CREATE TABLE erasures (
				id TEXT NOT NULL PRIMARY KEY,
				database TEXT NOT NULL,
				uuid TEXT NOT NULL,
				branch TEXT NOT NULL,
				branch_file TEXT NOT NULL,
				generation INTEGER NOT NULL,
				target TEXT NOT NULL,
				memory_ids TEXT NOT NULL,
				requested_at INTEGER NOT NULL,
				grace_until INTEGER NOT NULL,
				txid INTEGER,
				status TEXT NOT NULL,
				blockers TEXT,
				completed_at INTEGER,
				receipt TEXT
			) STRICT, WITHOUT ROWID""";

	private static final String ERASURES_OF_A_DATABASE = """
			CREATE INDEX erasures_by_database ON erasures (database, requested_at)""";

	/** Few are not completed, however many are. */
	private static final String OPEN_ERASURES = """
			CREATE INDEX erasures_open ON erasures (requested_at) WHERE status <> 'COMPLETED'""";

	private static final String SELECT_ERASURES = """
			SELECT id, database, uuid, branch, branch_file, generation, target, memory_ids, requested_at, grace_until,
				txid, status, blockers, completed_at, receipt
			FROM erasures""";

	private static final String SELECT = """
			SELECT position, event FROM audit_events
			WHERE namespace = ?1 AND position > ?2 AND time BETWEEN ?3 AND ?4
				AND (?5 IS NULL OR action = ?5) AND (?6 IS NULL OR substr(action, 1, length(?6)) = ?6)
				AND (?7 IS NULL OR profile = ?7) AND (?8 IS NULL OR outcome = ?8)
			ORDER BY position LIMIT ?9""";

	private static final Duration READ_LIMIT = Duration.ofSeconds(20);

	private final SqliteSession writer;

	private final SqliteSession reader;

	private GovernanceFile(SqliteSession writer, SqliteSession reader) {
		this.writer = writer;
		this.reader = reader;
	}

	/**
	 * Open the file of a data directory, creating it where there is none.
	 * @param directory the directory, which an open {@link NodeStore} holds
	 * @return the file
	 * @throws StoreOpenException if it cannot be used or holds a newer format
	 */
	public static GovernanceFile open(Path directory) {
		Path file = directory.resolve("governance.db");
		SqliteSession writer = null;
		SqliteSession reader = null;
		try {
			DataDirectory.createFile(file);
			writer = SqliteSession.openWriter(file);
			writer.require("synchronous", "FULL", "2");
			prepare(writer);
			reader = SqliteSession.openReader(file);
			return new GovernanceFile(writer, reader);
		}
		catch (IOException | SQLException ex) {
			closeQuietly(writer, reader);
			throw new StoreOpenException("The file " + file + " cannot be used: " + ex.getMessage()
					+ ". Restore the data directory from a backup, or choose another one.", ex);
		}
		catch (FileFormat.UnknownFormatException ex) {
			closeQuietly(writer, reader);
			throw new StoreOpenException("The file " + file + " " + ex.getMessage() + ".", ex);
		}
	}

	private static void prepare(SqliteSession session) throws SQLException {
		if (FileFormat.GOVERNANCE.isFresh(session)) {
			session.inTransaction(() -> {
				session.execute(POLICIES);
				session.execute(EVENTS);
				session.execute(EVENTS_INDEX);
				session.execute(ERASURES);
				session.execute(ERASURES_OF_A_DATABASE);
				session.execute(OPEN_ERASURES);
				FileFormat.GOVERNANCE.stamp(session);
			});
		}
	}

	private static void closeQuietly(@Nullable SqliteSession... sessions) {
		for (SqliteSession session : sessions) {
			try {
				if (session != null) {
					session.close();
				}
			}
			catch (SQLException ex) {
				logger.warn("The file of policies and audit streams could not be closed", ex);
			}
		}
	}

	/**
	 * Return all policies.
	 * @return a row for each namespace that has some
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be read
	 */
	public List<PolicyRow> policies() {
		synchronized (this.writer) {
			try (ResultSet rows = this.writer
				.prepare("SELECT namespace, revision, updated_at, policy, overrides FROM policies")
				.executeQuery()) {
				List<PolicyRow> policies = new ArrayList<>();
				while (rows.next()) {
					policies.add(new PolicyRow(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getString(4),
							rows.getString(5)));
				}
				return policies;
			}
			catch (SQLException ex) {
				throw SqliteFaults.of(ex);
			}
		}
	}

	/**
	 * Replace the policies of a namespace.
	 * @param row the policies
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be written;
	 * nothing was done then
	 */
	public void savePolicies(PolicyRow row) {
		write(() -> {
			PreparedStatement insert = this.writer
				.prepare("INSERT OR REPLACE INTO policies (namespace, revision, updated_at, policy, overrides)"
						+ " VALUES (?, ?, ?, ?, ?)");
			insert.setString(1, row.namespace());
			insert.setLong(2, row.revision());
			insert.setLong(3, row.updatedAt());
			insert.setString(4, row.policy());
			insert.setString(5, row.overrides());
			insert.executeUpdate();
		});
	}

	/**
	 * Add events to the ends of their streams, all or none.
	 * @param rows the events, in order
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be written;
	 * nothing was done then
	 */
	public void append(List<AuditRow> rows) {
		write(() -> {
			PreparedStatement insert = this.writer
				.prepare("INSERT INTO audit_events (namespace, time, action, profile, outcome, event)"
						+ " VALUES (?, ?, ?, ?, ?, ?)");
			for (AuditRow row : rows) {
				insert.setString(1, row.namespace());
				insert.setLong(2, row.time());
				insert.setString(3, row.action());
				insert.setString(4, row.profile());
				insert.setString(5, row.outcome());
				insert.setString(6, row.text());
				insert.executeUpdate();
			}
		});
	}

	/**
	 * Read a part of a stream.
	 * @param filter which events
	 * @param after the position after which to begin, 0 for the beginning
	 * @param limit how many events at most
	 * @return the events
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be read
	 */
	public AuditPage read(AuditFilter filter, long after, int limit) {
		synchronized (this.reader) {
			this.reader.limitTime(READ_LIMIT);
			try {
				PreparedStatement select = this.reader.prepare(SELECT);
				select.setString(1, filter.namespace());
				select.setLong(2, after);
				select.setLong(3, filter.from());
				select.setLong(4, filter.to());
				select.setString(5, filter.action());
				select.setString(6, filter.actionPrefix());
				select.setString(7, filter.profile());
				select.setString(8, filter.outcome());
				// One more tells whether there is more.
				select.setInt(9, limit + 1);
				return page(select, after, limit);
			}
			catch (SQLException ex) {
				dropStatements(this.reader, ex);
				throw SqliteFaults.of(ex);
			}
			finally {
				this.reader.unlimitTime();
			}
		}
	}

	private static AuditPage page(PreparedStatement select, long after, int limit) throws SQLException {
		List<String> texts = new ArrayList<>();
		long last = after;
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				if (texts.size() == limit) {
					return new AuditPage(texts, last, false);
				}
				last = rows.getLong(1);
				texts.add(rows.getString(2));
			}
		}
		return new AuditPage(texts, last, true);
	}

	/**
	 * Delete the oldest events of a stream.
	 * @param namespace whose stream
	 * @param before the first time to keep, Unix milliseconds
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be written;
	 * nothing was done then
	 */
	public void prune(String namespace, long before) {
		write(() -> {
			PreparedStatement delete = this.writer.prepare("DELETE FROM audit_events WHERE namespace = ? AND time < ?");
			delete.setString(1, namespace);
			delete.setLong(2, before);
			delete.executeUpdate();
		});
	}

	/**
	 * Store an erasure, or what has become of it.
	 * @param row the erasure
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be written;
	 * nothing was done then
	 */
	public void saveErasure(ErasureRow row) {
		write(() -> this.writer.update(
				"""
						INSERT OR REPLACE INTO erasures (id, database, uuid, branch, branch_file, generation, target, memory_ids,
							requested_at, grace_until, txid, status, blockers, completed_at, receipt)
						VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
				row.id(), row.database(), row.uuid(), row.branch(), row.branchFile(), row.generation(), row.target(),
				row.memoryIds(), row.requestedAt(), row.graceUntil(), row.txid(), row.status().name(), row.blockers(),
				row.completedAt(), row.receipt()));
	}

	/**
	 * Forget an erasure that was not carried out.
	 * @param id its id
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be written;
	 * nothing was done then
	 */
	public void deleteErasure(String id) {
		write(() -> this.writer.update("DELETE FROM erasures WHERE id = ?", id));
	}

	/**
	 * Return the erasures of all databases that have ever had a name.
	 * @param database the name
	 * @return the erasures, those requested last first
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be read
	 */
	public List<ErasureRow> erasures(String database) {
		return select(" WHERE database = ? ORDER BY requested_at DESC, id", database);
	}

	/**
	 * Return the erasures that are not completed.
	 * @return the erasures, those requested first first
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be read
	 */
	public List<ErasureRow> openErasures() {
		return select(" WHERE status <> 'COMPLETED' ORDER BY requested_at, id");
	}

	/**
	 * Return an erasure.
	 * @param id its id
	 * @return the erasure, or {@code null} if there is none of that id
	 * @throws Fault {@code unavailable}, {@code internal} if the file cannot be read
	 */
	public @Nullable ErasureRow erasure(String id) {
		List<ErasureRow> found = select(" WHERE id = ?", id);
		return found.isEmpty() ? null : found.get(0);
	}

	private List<ErasureRow> select(String condition, String... values) {
		synchronized (this.writer) {
			try {
				PreparedStatement select = this.writer.prepare(SELECT_ERASURES + condition);
				for (int i = 0; i < values.length; i++) {
					select.setString(i + 1, values[i]);
				}
				List<ErasureRow> erasures = new ArrayList<>();
				try (ResultSet rows = select.executeQuery()) {
					while (rows.next()) {
						erasures.add(erasure(rows));
					}
				}
				return erasures;
			}
			catch (SQLException ex) {
				dropStatements(this.writer, ex);
				throw SqliteFaults.of(ex);
			}
		}
	}

	private static ErasureRow erasure(ResultSet rows) throws SQLException {
		return new ErasureRow(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4),
				rows.getString(5), rows.getInt(6), rows.getString(7), rows.getString(8), rows.getLong(9),
				rows.getLong(10), (rows.getObject(11) != null) ? rows.getLong(11) : null,
				ErasureRow.Status.valueOf(rows.getString(12)), rows.getString(13),
				(rows.getObject(14) != null) ? rows.getLong(14) : null, rows.getString(15));
	}

	private void write(SqliteSession.Action action) {
		synchronized (this.writer) {
			try {
				this.writer.inTransaction(action);
			}
			catch (SQLException ex) {
				throw SqliteFaults.of(ex);
			}
		}
	}

	private static void dropStatements(SqliteSession session, SQLException failure) {
		try {
			session.dropStatements();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	@Override
	public void close() {
		synchronized (this.reader) {
			synchronized (this.writer) {
				closeQuietly(this.reader, this.writer);
			}
		}
	}

}
