package ai.memoturn.embedded.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one branch on which statements of users run. They share nothing with
 * those of the services, and their readers have turns of their own, so that slow
 * statements keep no recall waiting.
 */
final class SqlSandbox {

	private static final Logger logger = LoggerFactory.getLogger(SqlSandbox.class);

	private final Path file;

	private final OverdueWatch watch;

	private final Duration waitLimit;

	private final Semaphore readers;

	private final ConcurrentLinkedDeque<SqliteSession> idleReaders = new ConcurrentLinkedDeque<>();

	/** Touched by the leader of a round, or while closing. */
	private @Nullable SqliteSession writer;

	private boolean fullSync;

	SqlSandbox(Path file, StoreOptions options, OverdueWatch watch) {
		this.file = file;
		this.watch = watch;
		this.waitLimit = options.waitLimit();
		this.readers = new Semaphore(options.readersPerBranch(), true);
	}

	/**
	 * Do the work of a ticket in a transaction of its own, in its turn of the queue. A
	 * statement may end the whole transaction ({@code INSERT OR ROLLBACK}), so that it
	 * must be nobody else's.
	 */
	void commit(WriteTicket<?> ticket) {
		try {
			if (ticket.needsFreshConnection()) {
				discardWriter();
			}
			SqliteSession session = begin(ticket.isDurable());
			boolean committed = false;
			try {
				long changes = session.totalChanges();
				long schema = session.schemaVersion();
				SqlConnection connection = new SqlConnection(session);
				ticket.run(connection);
				session.unlimitTime();
				long txid = OpenBranch.commit(session, connection.isCountedAsChange()
						|| session.totalChanges() != changes || session.schemaVersion() != schema);
				committed = true;
				ticket.committed(txid);
			}
			finally {
				session.unlimitTime();
				session.unlimitMemory();
				if (!committed) {
					rollback(session);
				}
			}
		}
		catch (SQLException ex) {
			// What is still violated at the commit is a deferred foreign key.
			ticket.failed((SqlFailure.of(ex) != SqlFailure.STATEMENT) ? ex
					: new Fault(FaultCode.INVALID_REQUEST, "sql error: " + SqlFailure.message(ex)));
		}
		catch (RuntimeException | Error ex) {
			ticket.failed(ex);
		}
	}

	private SqliteSession begin(boolean durable) throws SQLException {
		SqliteSession session = this.writer;
		if (session == null) {
			session = SqliteSession.openSandbox(this.file, false, this.watch);
			this.writer = session;
			this.fullSync = false;
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

	/**
	 * The driver loses track of statements that fail, and a user's may have ended the
	 * transaction: after a failure the connection is not used again.
	 */
	private void rollback(SqliteSession session) {
		try {
			session.dropStatements();
			session.execute("ROLLBACK");
		}
		catch (SQLException ex) {
			logger.debug("There was no transaction left to roll back", ex);
		}
		discardWriter();
	}

	private void discardWriter() {
		close(this.writer);
		this.writer = null;
	}

	/**
	 * Read one committed state on a connection that cannot write.
	 */
	<T> Versioned<T> read(SqlWork<T> work) throws SQLException {
		acquireReader();
		SqliteSession reader = null;
		boolean reusable = false;
		try {
			reader = work.needsFreshConnection() ? null : this.idleReaders.pollFirst();
			if (reader == null) {
				reader = SqliteSession.openSandbox(this.file, true, this.watch);
			}
			reader.prepare("BEGIN").execute();
			// The first read fixes the snapshot.
			long txid = reader.queryLong(OpenBranch.READ_TXID);
			T result = work.apply(new SqlConnection(reader));
			reader.unlimitTime();
			reader.prepare("ROLLBACK").execute();
			reusable = !work.needsFreshConnection();
			return new Versioned<>(result, txid);
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
			if (!this.readers.tryAcquire(this.waitLimit.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new Fault(FaultCode.UNAVAILABLE, "the statements waited too long for their turn");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Fault(FaultCode.UNAVAILABLE, "interrupted while the statements waited for their turn", ex);
		}
	}

	void close() {
		for (SqliteSession reader : this.idleReaders) {
			close(reader);
		}
		this.idleReaders.clear();
		discardWriter();
	}

	private static void close(@Nullable SqliteSession session) {
		if (session != null) {
			try {
				session.close();
			}
			catch (SQLException ex) {
				logger.warn("A database connection for user statements could not be closed", ex);
			}
		}
	}

}
