package ai.memoturn.embedded.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.history.LiveFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A branch in use: its file's connections, its write queue and its parts in memory. It
 * opens at the first use and is closed by the store once nobody uses it.
 */
final class OpenBranch implements BranchAccess {

	private static final Logger logger = LoggerFactory.getLogger(OpenBranch.class);

	private static final String META = """
			CREATE TABLE __memoturn_meta (
				key TEXT NOT NULL PRIMARY KEY,
				value INTEGER NOT NULL
			) STRICT, WITHOUT ROWID""";

	/** The first table of a file, whose place the history relies on. */
	static final String META_PAGE = "SELECT rootpage FROM sqlite_schema WHERE name = '__memoturn_meta'";

	static final String READ_TXID = "SELECT value FROM __memoturn_meta WHERE key = 'txid'";

	private static final String RAISE_TXID = "UPDATE __memoturn_meta SET value = value + 1 WHERE key = 'txid'";

	private final BranchEntry entry;

	private final BranchContext context;

	private final StoreOptions options;

	private final WriteQueue queue;

	private final Semaphore readers;

	private final ConcurrentLinkedDeque<SqliteSession> idleReaders = new ConcurrentLinkedDeque<>();

	private volatile @Nullable BranchParts parts;

	private volatile @Nullable BranchHistory history;

	private volatile @Nullable SqlSandbox sandbox;

	/** The branch's file; set while opening, before the parts are. */
	private volatile @Nullable Path file;

	/** Held while a round runs; the last step of a rotation holds it too. */
	private final ReentrantLock rounds = new ReentrantLock();

	private final AtomicBoolean rotating = new AtomicBoolean();

	/** Not the monitor of this object: opening a fork opens what it was forked from. */
	private final ReentrantLock opening = new ReentrantLock();

	/** Touched by the leader of a round, or while opening or closing. */
	private @Nullable SqliteSession writer;

	private boolean fullSync;

	/** Guarded by this object's monitor. */
	private int users;

	/** When the last user went; guarded by this object's monitor. */
	private long lastUsed;

	/** Guarded by this object's monitor. */
	private boolean retired;

	/** Guarded by this object's monitor. */
	private boolean closed;

	private final Object closing = new Object();

	OpenBranch(BranchEntry entry, BranchContext context) {
		this.entry = entry;
		this.context = context;
		this.options = context.options();
		this.lastUsed = context.nanoTime().getAsLong();
		this.queue = new WriteQueue(this.options.writeQueueDepth(), this.options.waitLimit(), this::commitRound);
		this.readers = new Semaphore(this.options.readersPerBranch(), true);
	}

	@Override
	public BranchEntry entry() {
		return this.entry;
	}

	WriteQueue queue() {
		return this.queue;
	}

	/**
	 * Begin to use this object, unless it is already closed.
	 */
	synchronized boolean retain() {
		if (this.retired) {
			return false;
		}
		this.users++;
		return true;
	}

	synchronized void release() {
		this.lastUsed = this.context.nanoTime().getAsLong();
		this.users--;
		notifyAll();
	}

	/**
	 * End a use that is no reason to stay open.
	 */
	synchronized void releaseUncounted() {
		this.users--;
		notifyAll();
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	boolean isLoaded() {
		return this.parts != null;
	}

	/**
	 * Return for how long nobody has used this object.
	 * @return nanoseconds, or -1 if somebody does or it may not be used any more
	 */
	synchronized long idleNanos() {
		return (this.users > 0 || this.retired) ? -1 : Math.max(0, this.context.nanoTime().getAsLong() - this.lastUsed);
	}

	/**
	 * Let nobody use this object again, provided that nobody has for some time.
	 * @param nanos how long that must be
	 * @return whether it is to be closed by the caller now
	 */
	synchronized boolean retireIfIdle(long nanos) {
		long idle = idleNanos();
		if (idle < 0 || idle < nanos) {
			return false;
		}
		this.retired = true;
		return true;
	}

	/**
	 * Take back what {@link #retire} did.
	 */
	synchronized void reinstate() {
		this.retired = false;
		notifyAll();
	}

	/**
	 * Wait until this object is closed, or may be used again.
	 * @param end when to stop waiting, in {@link System#nanoTime()}
	 * @return whether it is so
	 */
	synchronized boolean awaitClosed(long end) {
		awaitWhile(() -> this.retired && !this.closed, end);
		return !this.retired || this.closed;
	}

	/**
	 * Let nobody use this object again and wait until the last user has gone.
	 * @param end when to stop waiting, in {@link System#nanoTime()}
	 * @return whether the last user has gone in time
	 */
	synchronized boolean retire(long end) {
		this.retired = true;
		awaitWhile(() -> this.users > 0, end);
		return this.users == 0;
	}

	/**
	 * As one of its users, let nobody else use this object again and wait until the
	 * others have gone.
	 * @param end when to stop waiting, in {@link System#nanoTime()}
	 * @return whether they have gone in time; if not, everything is as before
	 */
	synchronized boolean claim(long end) {
		if (this.retired) {
			return false;
		}
		this.retired = true;
		awaitWhile(() -> this.users > 1, end);
		if (this.users > 1) {
			reinstate();
			return false;
		}
		return true;
	}

	private synchronized void awaitWhile(BooleanSupplier condition, long end) {
		boolean interrupted = false;
		long left = end - System.nanoTime();
		while (condition.getAsBoolean() && left > 0) {
			try {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			left = end - System.nanoTime();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public <T> Committed<T> write(boolean durable, WriteWork<T> work) {
		ensureOpen();
		return this.queue.submit(work, durable || this.options.durable());
	}

	<T> Committed<T> writeSql(boolean durable, SqlWork<T> work) {
		ensureOpen();
		return this.queue.submitAlone(work, durable || this.options.durable());
	}

	<T> Versioned<T> readSql(SqlWork<T> work) {
		ensureOpen();
		try {
			return sandbox().read(work);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
	}

	private SqlSandbox sandbox() {
		return Objects.requireNonNull(this.sandbox, "the branch is not open");
	}

	@Override
	public <T> T read(ReadWork<T> work) {
		BranchParts loaded = ensureOpen();
		acquireReader();
		SqliteSession reader = null;
		boolean reusable = false;
		try {
			reader = this.idleReaders.pollFirst();
			if (reader == null) {
				reader = SqliteSession.openReader(Objects.requireNonNull(this.file));
			}
			reader.limitTime(this.options.waitLimit());
			T result;
			try {
				result = work.apply(begin(reader, loaded));
			}
			catch (Fault ex) {
				end(reader);
				reusable = true;
				throw ex;
			}
			end(reader);
			reusable = true;
			return result;
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		finally {
			if (reusable && reader != null) {
				this.idleReaders.addFirst(reader);
			}
			else {
				close(reader);
			}
			this.readers.release();
		}
	}

	private void acquireReader() {
		try {
			if (!this.readers.tryAcquire(this.options.waitLimit().toNanos(), TimeUnit.NANOSECONDS)) {
				throw new Fault(FaultCode.UNAVAILABLE, "the read waited too long for its turn");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Fault(FaultCode.UNAVAILABLE, "the read was interrupted while it waited for its turn", ex);
		}
	}

	/**
	 * Begin a SQLite snapshot and take the parts that go with it, see {@link BranchPart}.
	 */
	private Snapshot begin(SqliteSession reader, BranchParts loaded) throws SQLException {
		while (true) {
			reader.checkTime();
			Map<BranchModule<?, ?>, BranchPart.View> before = loaded.views();
			reader.prepare("BEGIN").execute();
			// The first read fixes the snapshot.
			long txid = reader.queryLong(READ_TXID);
			Map<BranchModule<?, ?>, BranchPart.View> views = loaded.views();
			if (BranchParts.sameGeneration(before, views)) {
				return new Snapshot(reader, txid, views);
			}
			reader.prepare("ROLLBACK").execute();
		}
	}

	private static void end(SqliteSession reader) throws SQLException {
		reader.unlimitTime();
		reader.prepare("ROLLBACK").execute();
	}

	BranchParts ensureOpen() {
		BranchParts loaded = this.parts;
		return (loaded != null) ? loaded : open();
	}

	/**
	 * Return the history of this branch, which is opened if it is not.
	 */
	BranchHistory history() {
		ensureOpen();
		return Objects.requireNonNull(this.history);
	}

	/**
	 * Return the transaction id of the newest state.
	 */
	long head() {
		return this.<Long>read(Snapshot::txid);
	}

	private BranchParts open() {
		this.opening.lock();
		try {
			BranchParts loaded = this.parts;
			if (loaded != null) {
				return loaded;
			}
			BranchRow row = this.context.catalogue().row(this.entry);
			if (row.origin() != null) {
				this.context.forks().accept(row);
				row = this.context.catalogue().row(this.entry);
			}
			return open(row);
		}
		catch (SQLException ex) {
			throw SqliteFaults.of(ex);
		}
		catch (IOException ex) {
			throw unavailable(ex);
		}
		catch (FileFormat.UnknownFormatException ex) {
			throw new Fault(FaultCode.INTERNAL, "the file of the database " + ex.getMessage(), ex);
		}
		finally {
			this.opening.unlock();
		}
	}

	static Fault unavailable(IOException cause) {
		return new Fault(FaultCode.UNAVAILABLE, "the files of the database cannot be read or written at the moment",
				cause);
	}

	private BranchParts open(BranchRow row) throws SQLException, IOException {
		Path path = this.context.directory().branchFile(row);
		if (!row.created()) {
			DataDirectory.createFile(path);
		}
		else if (!DataDirectory.exists(path)) {
			throw new Fault(FaultCode.INTERNAL, "the file of the database is missing");
		}
		boolean trusted = isAsItWasLeft(path);
		// Before the first connection, and closed after the last.
		LiveFiles files = LiveFiles.open(path);
		SqliteSession session = null;
		boolean done = false;
		try {
			session = SqliteSession.openWriter(path);
			BranchParts loaded = load(row, session);
			this.history = BranchHistory.open(row, this.options.history(), this.context.directory(),
					this.context.catalogue(), this.context.clock(), files, trusted, this.rounds, this.context.step());
			this.sandbox = new SqlSandbox(path, this.options, this.context.watch());
			this.fullSync = false;
			this.writer = session;
			this.file = path;
			this.parts = loaded;
			done = true;
			return loaded;
		}
		finally {
			if (!done) {
				close(session);
				files.close();
			}
		}
	}

	/**
	 * Return whether the file is the one that was closed last, and note that it is open.
	 */
	private boolean isAsItWasLeft(Path path) throws SQLException, IOException {
		FileStamp left = this.context.catalogue().stamp(this.entry);
		if (left == null) {
			return false;
		}
		boolean same = left.equals(DataDirectory.stamp(path));
		this.context.catalogue().stamp(this.entry, null, null);
		return same;
	}

	private BranchParts load(BranchRow row, SqliteSession session) throws SQLException {
		session.prepare("BEGIN IMMEDIATE").execute();
		boolean fresh = FileFormat.BRANCH.isFresh(session);
		if (fresh && row.created()) {
			throw new Fault(FaultCode.INTERNAL, "the file of the database is damaged: it is empty");
		}
		if (fresh) {
			session.execute(META);
			session.execute("INSERT INTO __memoturn_meta (key, value) VALUES ('txid', 0)");
			FileFormat.BRANCH.stamp(session);
		}
		BranchParts loaded = BranchParts.load(this.context.modules(), session);
		session.prepare("COMMIT").execute();
		return loaded;
	}

	/**
	 * Move the log into the history, if that is still due.
	 */
	void rotate() {
		this.rotating.set(false);
		BranchHistory open = this.history;
		if (open != null && open.isRotationDue()) {
			moveLog();
		}
	}

	/**
	 * Move the log into the history. What fails is tried again by the next rotation.
	 */
	void moveLog() {
		try {
			history().rotate();
		}
		catch (SQLException | IOException | RuntimeException ex) {
			logger.warn("The log of a database could not be moved into its history; that is tried again", ex);
		}
	}

	private void rotateIfDue() {
		BranchHistory open = this.history;
		if (open != null && open.isRotationDue() && this.rotating.compareAndSet(false, true)) {
			this.context.rotation().accept(this);
		}
	}

	/**
	 * Do something with the catalogue's list of this branch's history while nothing else
	 * changes it, without opening the branch.
	 */
	void withHistoryAtRest(BranchHistory.Work<?> work) throws SQLException, IOException {
		this.opening.lock();
		try {
			BranchHistory open = this.history;
			if (open != null) {
				open.exclusively(work);
			}
			else {
				work.run();
			}
		}
		finally {
			this.opening.unlock();
		}
	}

	/**
	 * Go back to an earlier state, after {@link #claim}. This object is closed then; the
	 * branch opens in that state at its next use.
	 * @return the files to delete
	 */
	List<String> rewind(long txid) throws SQLException, IOException {
		return closed(history().rewind(txid));
	}

	/**
	 * Have the file made anew in the state that it is in, after {@link #claim}. This
	 * object is closed then.
	 * @return the files to delete
	 */
	List<String> renew() throws SQLException, IOException {
		return closed(history().renew());
	}

	private List<String> closed(List<String> files) {
		synchronized (this.closing) {
			closeConnections(false);
			markClosed();
		}
		return files;
	}

	/**
	 * Commit the work of the tickets in one transaction, each within a savepoint of its
	 * own. SQLite may give up the whole transaction for the sake of one (disk full, for
	 * example); then they are repeated one by one, so that only the culprit fails.
	 */
	private void commitRound(List<WriteTicket<?>> tickets) {
		this.rounds.lock();
		try {
			commit(tickets);
		}
		finally {
			this.rounds.unlock();
		}
		rotateIfDue();
	}

	private void commit(List<WriteTicket<?>> tickets) {
		if (tickets.get(0).isAlone()) {
			sandbox().commit(tickets.get(0));
			return;
		}
		if (tickets.size() > 1) {
			try {
				commitTogether(tickets);
				return;
			}
			catch (SQLException ex) {
				logger.debug("A round of {} writes is repeated one by one", tickets.size(), ex);
			}
		}
		for (WriteTicket<?> ticket : tickets) {
			commitAlone(ticket);
		}
	}

	private void commitTogether(List<WriteTicket<?>> tickets) throws SQLException {
		SqliteSession session = begin(tickets.stream().anyMatch(WriteTicket::isDurable));
		BranchParts loaded = ensureOpen();
		Runnable beforeRound = loaded.mark();
		Transaction transaction = new Transaction(session, loaded);
		boolean committed = false;
		try {
			List<WriteTicket<?>> done = new ArrayList<>(tickets.size());
			boolean effective = false;
			long schema = session.schemaVersion();
			for (WriteTicket<?> ticket : tickets) {
				Runnable beforeTicket = loaded.mark();
				long changes = session.totalChanges();
				session.prepare("SAVEPOINT request").execute();
				try {
					ticket.run(transaction);
					done.add(ticket);
					effective |= session.totalChanges() != changes;
				}
				catch (SQLException | RuntimeException | Error ex) {
					ticket.failed(ex);
					beforeTicket.run();
					session.dropStatements();
					session.prepare("ROLLBACK TO request").execute();
				}
				session.prepare("RELEASE request").execute();
			}
			long txid = commit(session, effective || session.schemaVersion() != schema);
			committed = true;
			loaded.committed();
			done.forEach((ticket) -> ticket.committed(txid));
		}
		finally {
			if (!committed) {
				beforeRound.run();
				rollback(session);
			}
		}
	}

	private void commitAlone(WriteTicket<?> ticket) {
		try {
			SqliteSession session = begin(ticket.isDurable());
			BranchParts loaded = ensureOpen();
			Runnable beforeTicket = loaded.mark();
			boolean committed = false;
			try {
				long changes = session.totalChanges();
				long schema = session.schemaVersion();
				ticket.run(new Transaction(session, loaded));
				long txid = commit(session, session.totalChanges() != changes || session.schemaVersion() != schema);
				committed = true;
				loaded.committed();
				ticket.committed(txid);
			}
			finally {
				if (!committed) {
					beforeTicket.run();
					rollback(session);
				}
			}
		}
		catch (SQLException | RuntimeException | Error ex) {
			ticket.failed(ex);
		}
	}

	private SqliteSession begin(boolean durable) throws SQLException {
		SqliteSession session = this.writer;
		if (session == null) {
			this.fullSync = false;
			session = SqliteSession.openWriter(Objects.requireNonNull(this.file));
			this.writer = session;
		}
		try {
			if (durable != this.fullSync) {
				session.fullSync(durable);
				this.fullSync = durable;
			}
			session.prepare("BEGIN IMMEDIATE").execute();
			return session;
		}
		catch (SQLException ex) {
			discardWriter();
			throw ex;
		}
	}

	static long commit(SqliteSession session, boolean effective) throws SQLException {
		if (!effective) {
			session.prepare("ROLLBACK").execute();
			return session.queryLong(READ_TXID);
		}
		session.prepare(RAISE_TXID).executeUpdate();
		long txid = session.queryLong(READ_TXID);
		session.prepare("COMMIT").execute();
		return txid;
	}

	/**
	 * Undo what a failed round has done. A connection of which it is not certain that it
	 * is outside any transaction is not used again.
	 */
	private void rollback(SqliteSession session) {
		try {
			session.dropStatements();
			session.prepare("ROLLBACK").execute();
		}
		catch (SQLException ex) {
			logger.debug("The writing connection is replaced", ex);
			discardWriter();
		}
	}

	private void discardWriter() {
		close(this.writer);
		this.writer = null;
	}

	/**
	 * Write everything into the file and close it, after {@link #retire} or
	 * {@link #retireIfIdle}. Does nothing the second time; a concurrent second call
	 * returns when the first is done.
	 */
	void close() {
		synchronized (this.closing) {
			if (!isClosed()) {
				closeFile();
			}
			markClosed();
		}
	}

	private synchronized void markClosed() {
		this.closed = true;
		notifyAll();
	}

	private void closeFile() {
		BranchHistory open = this.history;
		if (open == null) {
			return;
		}
		try {
			open.finish();
		}
		catch (SQLException | IOException | RuntimeException ex) {
			// The last connection that is closed empties the log.
			logger.warn("A database stays open, since its log could not be moved into its history", ex);
			return;
		}
		closeConnections(true);
	}

	private void closeConnections(boolean current) {
		BranchHistory open = this.history;
		for (SqliteSession reader : this.idleReaders) {
			close(reader);
		}
		this.idleReaders.clear();
		SqlSandbox statements = this.sandbox;
		if (statements != null) {
			statements.close();
			this.sandbox = null;
		}
		discardWriter();
		this.parts = null;
		this.history = null;
		try {
			if (open != null) {
				open.close(current);
			}
		}
		catch (SQLException | IOException ex) {
			logger.warn("A database could not be closed", ex);
		}
	}

	private static void close(@Nullable SqliteSession session) {
		if (session != null) {
			try {
				session.close();
			}
			catch (SQLException ex) {
				logger.warn("A database connection could not be closed", ex);
			}
		}
	}

}
