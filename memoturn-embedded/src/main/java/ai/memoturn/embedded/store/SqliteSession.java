package ai.memoturn.embedded.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * One connection with its compiled statements and, while one is set, a time limit. Used
 * by one thread at a time.
 */
final class SqliteSession implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SqliteSession.class);

	/** Waits for a foreign process; our own connections never make one another wait. */
	private static final int BUSY_TIMEOUT_MILLIS = 3000;

	private static final int PROGRESS_INSTRUCTIONS = 10_000;

	/** How long a text or blob of a user's statement may get, in bytes. */
	static final int LONGEST_VALUE = 16 * 1024 * 1024;

	private static final String SCHEMA_VERSION = "PRAGMA schema_version";

	private static final long NO_DEADLINE = Long.MAX_VALUE;

	private final SQLiteConnection connection;

	/** How many statements stay compiled, and how many characters they may have. */
	private static final int MOST_STATEMENTS = 128;

	private static final int MOST_CHARACTERS = 65_536;

	/** By text, those used last at the end. */
	private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

	private int characters;

	private static final int MOST_COSTS = 256;

	private static final int LONGEST_COSTED = 4096;

	/** What statements of users could cost in this schema. */
	private final Map<String, StatementCost> costs = new HashMap<>();

	private long costedSchema;

	private volatile long deadline = NO_DEADLINE;

	/** Only where statements of users run. */
	private @Nullable OverdueWatch watch;

	private final Object stopping = new Object();

	private @Nullable Future<?> stop;

	private int longestValue = LONGEST_VALUE;

	private final Runnable outgrown = this::stopGrowing;

	private boolean memoryLimited;

	/** Whether what runs is stopped for the sake of memory. */
	private volatile boolean tooLarge;

	private SqliteSession(SQLiteConnection connection) {
		this.connection = connection;
	}

	/**
	 * Open a connection for writing and put the file into the mode that all files are in.
	 */
	static SqliteSession openWriter(Path file) throws SQLException {
		SqliteSession session = connect(file);
		try {
			session.prepareToWrite();
			session.pragma("cache_size", "-16384");
			return session;
		}
		catch (SQLException | RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	/**
	 * Open a connection that moves the log into the file and does nothing else. It hardly
	 * waits for readers, since writers wait for it.
	 */
	static SqliteSession openCopier(Path file) throws SQLException {
		SqliteSession session = openWriter(file);
		try {
			session.require("busy_timeout", "5", "5");
			return session;
		}
		catch (SQLException | RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	static SqliteSession openReader(Path file) throws SQLException {
		SqliteSession session = connect(file);
		try {
			session.require("query_only", "ON", "1");
			session.pragma("cache_size", "-8192");
			session.stopWhenOverdue();
			return session;
		}
		catch (SQLException | RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	/**
	 * Open a connection for statements of users. Large sorts go to temporary files, which
	 * have no name: SQLite's limits on memory are not compiled in.
	 */
	static SqliteSession openSandbox(Path file, boolean readOnly, OverdueWatch watch) throws SQLException {
		SqliteSession session = connect(file);
		try {
			session.watch = watch;
			session.require("temp_store", "FILE", "1");
			session.require("foreign_keys", "ON", "1");
			session.pragma("cache_size", "-8192");
			if (readOnly) {
				session.require("query_only", "ON", "1");
			}
			else {
				session.prepareToWrite();
			}
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, SqlConnection.LONGEST_STATEMENT);
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, 250_000);
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766);
			// A match takes time in proportion to pattern times text, see StatementCost.
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 250);
			SandboxFunctions.define(session.connection, session::isOverdue);
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, 100);
			session.stopWhenOverdue();
			return session;
		}
		catch (SQLException | RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	private void prepareToWrite() throws SQLException {
		require("journal_mode", "WAL", "wal");
		fullSync(false);
		require("secure_delete", "ON", "1");
		pragma("journal_size_limit", "16777216");
	}

	private void stopWhenOverdue() throws SQLException {
		ProgressHandler.setHandler(this.connection, PROGRESS_INSTRUCTIONS, new ProgressHandler() {
			@Override
			protected int progress() {
				return isOverdue() ? 1 : 0;
			}
		});
	}

	/**
	 * Choose whether commits are flushed to stable storage; has no effect inside a
	 * transaction.
	 */
	void fullSync(boolean full) throws SQLException {
		require("synchronous", full ? "FULL" : "NORMAL", full ? "2" : "1");
	}

	private static SqliteSession connect(Path file) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
		// The path holds no name from outside and no '?', which the driver would take for
		// settings.
		SqliteSession session = new SqliteSession(
				(SQLiteConnection) config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
		try {
			// The driver ignores these as connection properties, so they are statements
			// and read back. No mmap: an I/O error in it would kill the whole JVM.
			session.require("trusted_schema", "OFF", "0");
			session.require("cell_size_check", "ON", "1");
			session.require("temp_store", "MEMORY", "2");
			session.require("mmap_size", "0", "0");
			// What leaves the log must be in the history first.
			session.require("wal_autocheckpoint", "0", "0");
			session.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
			return session;
		}
		catch (SQLException | RuntimeException ex) {
			session.close();
			throw ex;
		}
	}

	void pragma(String name, String value) throws SQLException {
		execute("PRAGMA " + name + " = " + value);
	}

	void require(String name, String value, String readBack) throws SQLException {
		pragma(name, value);
		String actual = queryText("PRAGMA " + name);
		if (!readBack.equals(actual)) {
			throw new SQLException("PRAGMA " + name + " is " + actual + " instead of " + readBack);
		}
	}

	/**
	 * Return the statement of that text. It stays compiled until many others have been
	 * used since.
	 */
	PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.statements.get(sql);
		if (statement == null) {
			statement = this.connection.prepareStatement(sql);
			makeRoom(sql.length());
			this.statements.put(sql, statement);
		}
		else {
			statement.clearParameters();
		}
		return statement;
	}

	private void makeRoom(int more) throws SQLException {
		this.characters += more;
		Iterator<Map.Entry<String, PreparedStatement>> eldestFirst = this.statements.entrySet().iterator();
		while (eldestFirst.hasNext()
				&& (this.statements.size() >= MOST_STATEMENTS || this.characters > MOST_CHARACTERS)) {
			Map.Entry<String, PreparedStatement> eldest = eldestFirst.next();
			eldest.getValue().close();
			this.characters -= eldest.getKey().length();
			eldestFirst.remove();
		}
	}

	/**
	 * Return a new statement, for the caller to close. The driver does not survive an
	 * empty one.
	 */
	PreparedStatement compile(String sql) throws SQLException {
		return this.connection.prepareStatement(sql);
	}

	/**
	 * Return what a statement of a user could cost at the worst.
	 */
	StatementCost cost(String sql) throws SQLException {
		long schema = schemaVersion();
		if (schema != this.costedSchema || this.costs.size() >= MOST_COSTS) {
			this.costs.clear();
			this.costedSchema = schema;
		}
		StatementCost cost = this.costs.get(sql);
		if (cost == null) {
			cost = StatementCost.of(this, sql);
			if (sql.length() <= LONGEST_COSTED) {
				this.costs.put(sql, cost);
			}
		}
		return cost;
	}

	/**
	 * Compile all statements anew when they are next needed. The driver finalizes a
	 * statement that fails, without a way to tell, so this follows every failure.
	 */
	void dropStatements() throws SQLException {
		for (PreparedStatement statement : this.statements.values()) {
			statement.close();
		}
		this.statements.clear();
		this.characters = 0;
	}

	/**
	 * Run a statement that is not worth keeping, or has no result.
	 */
	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	String queryText(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			String text = rows.next() ? rows.getString(1) : null;
			if (text == null) {
				throw new SQLException("No answer to " + sql);
			}
			return text;
		}
	}

	/**
	 * Run a statement that changes rows, of a constant text.
	 * @param values its parameters: texts, integers or null
	 */
	void update(String sql, @Nullable Object... values) throws SQLException {
		PreparedStatement statement = prepare(sql);
		for (int i = 0; i < values.length; i++) {
			statement.setObject(i + 1, values[i]);
		}
		statement.executeUpdate();
	}

	/**
	 * Do something in a transaction, all of it or nothing.
	 */
	void inTransaction(Action action) throws SQLException {
		execute("BEGIN IMMEDIATE");
		try {
			action.run();
			execute("COMMIT");
		}
		catch (SQLException | RuntimeException ex) {
			try {
				dropStatements();
				execute("ROLLBACK");
			}
			catch (SQLException rolledBackAlready) {
				ex.addSuppressed(rolledBackAlready);
			}
			throw ex;
		}
	}

	/**
	 * Return the first column of the only row.
	 */
	long queryLong(String sql) throws SQLException {
		try (ResultSet rows = prepare(sql).executeQuery()) {
			if (!rows.next()) {
				throw new SQLException("No answer to " + sql);
			}
			return rows.getLong(1);
		}
	}

	/**
	 * Copy what is in the log into the file, and flush both first.
	 * @param mode {@code PASSIVE}, or {@code TRUNCATE} to empty the log
	 * @return what came of it
	 */
	CopyBack copyBack(String mode) throws SQLException {
		try (ResultSet row = prepare("PRAGMA wal_checkpoint(" + mode + ")").executeQuery()) {
			if (!row.next()) {
				throw new SQLException("No answer to a checkpoint");
			}
			return new CopyBack(row.getInt(1) != 0, row.getInt(2), row.getInt(3));
		}
	}

	/**
	 * What came of copying the log into the file.
	 *
	 * @param busy whether a reader or writer was in the way
	 * @param frames how many frames the log has
	 * @param copied how many of them have been dealt with
	 */
	record CopyBack(boolean busy, int frames, int copied) {

		boolean isComplete() {
			return this.copied == this.frames;
		}

	}

	/**
	 * Return how many rows were changed since the connection was opened, triggers and
	 * {@code RETURNING} included.
	 */
	long totalChanges() throws SQLException {
		return this.connection.getDatabase().total_changes();
	}

	/**
	 * Return how many rows the last {@code INSERT}, {@code UPDATE} or {@code DELETE} has
	 * changed itself.
	 */
	long changes() throws SQLException {
		return this.connection.getDatabase().changes();
	}

	/**
	 * Return a number that changes with the schema, which counts no rows.
	 */
	long schemaVersion() throws SQLException {
		return queryLong(SCHEMA_VERSION);
	}

	void limitTime(Duration limit) {
		stopAt(System.nanoTime() + limit.toNanos());
	}

	/**
	 * Stop what runs from some time on.
	 * @param time when, in {@link System#nanoTime()}
	 */
	void stopAt(long time) {
		OverdueWatch watching = this.watch;
		if (watching == null) {
			this.deadline = time;
			return;
		}
		synchronized (this.stopping) {
			if (time != this.deadline) {
				unlimitTime();
				this.deadline = time;
				this.stop = watching.from(time, this::interrupt);
			}
		}
	}

	/**
	 * Let what runs from now on run for as long as it takes. Whatever was to be stopped
	 * has been, when this returns.
	 */
	void unlimitTime() {
		synchronized (this.stopping) {
			this.deadline = NO_DEADLINE;
			if (this.stop != null) {
				this.stop.cancel(false);
				this.stop = null;
			}
		}
	}

	private void interrupt() {
		synchronized (this.stopping) {
			if (isOverdue()) {
				stopNow();
			}
		}
	}

	private void stopNow() {
		try {
			this.connection.getDatabase().interrupt();
		}
		catch (SQLException ex) {
			logger.warn("A statement that takes too much could not be stopped", ex);
		}
	}

	/**
	 * Stop what runs from now on once it takes too much memory.
	 */
	void limitMemory() {
		if (this.watch != null) {
			this.watch.memory().begin(this.outgrown);
			this.memoryLimited = true;
		}
	}

	/**
	 * End what {@link #limitMemory} began.
	 */
	void unlimitMemory() {
		if (this.memoryLimited && this.watch != null) {
			this.memoryLimited = false;
			this.watch.memory().end(this.outgrown);
			this.tooLarge = false;
		}
	}

	private void stopGrowing() {
		this.tooLarge = true;
		stopNow();
	}

	/**
	 * Return whether what runs with limited memory is stopped for its sake.
	 */
	boolean isTooLarge() {
		return this.tooLarge;
	}

	/**
	 * Hold every text, blob and row of the statements to come to a length, in bytes.
	 */
	void limitValues(int longest) throws SQLException {
		if (longest != this.longestValue) {
			this.connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, longest);
			this.longestValue = longest;
		}
	}

	void checkTime() {
		if (isOverdue()) {
			throw new Fault(FaultCode.UNAVAILABLE, "the request took too long and was stopped");
		}
	}

	boolean isOverdue() {
		long end = this.deadline;
		return end != NO_DEADLINE && System.nanoTime() - end > 0;
	}

	@Override
	public void close() throws SQLException {
		unlimitTime();
		unlimitMemory();
		this.connection.close();
	}

	/**
	 * What is done in a transaction.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws SQLException;

	}

}
