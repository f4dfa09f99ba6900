package ai.memoturn.embedded.sql;

import java.time.Duration;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.Committed;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.Versioned;

/**
 * Runs batches of statements that users wrote, each all or nothing. Blocks; safe for use
 * by many threads.
 * <p>
 * Both ways to run a batch throw a {@link Fault} for what is answered with an error, and
 * have done nothing then: {@code database_not_found} or {@code branch_not_found},
 * {@code forbidden} (a statement reaches what is not the user's), {@code invalid_request}
 * (SQLite refuses a statement), {@code request_timeout} (the batch was stopped at its
 * limit), {@code payload_too_large} (so are the results), {@code overloaded} (the
 * branch's write queue is full), {@code unavailable} (storage fails for now) and
 * {@code internal} (the database's file is damaged).
 */
public final class SqlService {

	/** How long a batch may run once it has its turn, by default. */
	public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

	private static final int MOST_RESULT_BYTES = 32 * 1024 * 1024;

	private final NodeStore store;

	private final DatabaseService databases;

	private final Duration limit;

	/**
	 * Create the service.
	 * @param store where the tables are
	 * @param databases tells where a request goes
	 * @param limit how long a batch may run once it has its turn
	 */
	public SqlService(NodeStore store, DatabaseService databases, Duration limit) {
		this.store = store;
		this.databases = databases;
		this.limit = limit;
	}

	/**
	 * Run a batch. If nothing in it writes it takes no turn of the branch's writes.
	 * @param spec where
	 * @param batch the statements
	 * @param durable whether to flush what it changes to stable storage first
	 * @return the answer as the protocol has it, and the transaction id in it: that of
	 * the state that holds what the batch did, unchanged if it did nothing
	 */
	public Versioned<JsonWriter> execute(DatabaseSpec spec, SqlBatch batch, boolean durable) {
		BranchEntry branch = this.databases.branch(spec);
		SqlRun run = new SqlRun(batch, this.limit, MOST_RESULT_BYTES);
		if (batch.isReading()) {
			try {
				return answer(this.store.readSql(branch, run));
			}
			catch (SqlRun.WriteRefusedException ex) {
				// It does not do what it begins with.
			}
		}
		Committed<SqlResults> written = this.store.writeSql(branch, durable, run);
		return answer(new Versioned<>(written.value(), written.txid()));
	}

	/**
	 * Run a batch on a connection that cannot write. Not a byte of the database is
	 * changed.
	 * @param spec where
	 * @param batch the statements
	 * @return the answer, as {@link #execute} gives it
	 * @throws Fault {@code forbidden} also if a statement would write
	 */
	public Versioned<JsonWriter> executeReadOnly(DatabaseSpec spec, SqlBatch batch) {
		if (batch.needsWriteScope()) {
			throw writeRefused();
		}
		try {
			return answer(
					this.store.readSql(this.databases.branch(spec), new SqlRun(batch, this.limit, MOST_RESULT_BYTES)));
		}
		catch (SqlRun.WriteRefusedException ex) {
			throw writeRefused();
		}
	}

	private static Versioned<JsonWriter> answer(Versioned<SqlResults> results) {
		return new Versioned<>(results.value().finish(results.txid()), results.txid());
	}

	private static Fault writeRefused() {
		return new Fault(FaultCode.FORBIDDEN, "a statement writes, which takes write scope");
	}

}
