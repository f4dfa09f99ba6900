package ai.memoturn.embedded.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.sql.GuardedStatement.Kind;
import ai.memoturn.embedded.store.SqlConnection;
import ai.memoturn.embedded.store.SqlFailure;
import ai.memoturn.embedded.store.SqlWork;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one batch, in order, within one transaction.
 */
final class SqlRun implements SqlWork<SqlResults> {

	private final SqlBatch batch;

	private final Duration limit;

	private final int mostBytes;

	SqlRun(SqlBatch batch, Duration limit, int mostBytes) {
		this.batch = batch;
		this.limit = limit;
		this.mostBytes = mostBytes;
	}

	@Override
	public boolean needsFreshConnection() {
		return this.batch.isRemembering();
	}

	@Override
	public SqlResults apply(SqlConnection connection) throws SQLException {
		connection.limitTime(this.limit);
		SqlResults results = new SqlResults(this.mostBytes);
		for (GuardedStatement statement : this.batch.statements()) {
			if (connection.isOverdue()) {
				throw tooSlow();
			}
			try {
				run(connection, statement, results);
			}
			catch (SQLException ex) {
				throw failure(ex, connection.isOverdue());
			}
		}
		return results;
	}

	private static void run(SqlConnection connection, GuardedStatement statement, SqlResults results)
			throws SQLException {
		Kind kind = statement.kind();
		if (kind == Kind.OUTSIDE) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					"VACUUM and DETACH are not possible within a transaction, as which every batch runs");
		}
		String strict = statement.strict();
		if (strict != null) {
			connection.compile(strict).close();
		}
		if (statement.suspicious()) {
			SqlProgram.check(connection, statement);
		}
		if (!statement.likeBehind().isEmpty() && kind != Kind.QUERY) {
			SqlSchema.checkNotBehind(connection, statement.likeBehind());
		}
		// What is defined is resolved later, without the check above.
		String text = (kind == Kind.DEFINITION && strict != null) ? strict : statement.text();
		int longest = isWithoutCost(statement) ? Integer.MAX_VALUE : connection.bound(text);
		try (PreparedStatement prepared = connection.compile(text)) {
			bind(prepared, statement.parameters());
			if (prepared.execute()) {
				results.add(prepared.getResultSet());
			}
			else {
				results.add((kind == Kind.CHANGE) ? connection.changes() : 0);
			}
		}
		catch (SQLException ex) {
			if (SqlFailure.isTooLong(ex)) {
				throw tooLong(longest);
			}
			if (connection.isTooLarge()) {
				throw tooLarge();
			}
			throw ex;
		}
		connection.unbound();
		if (statement.explained()) {
			return;
		}
		if (kind == Kind.SCHEMA || kind == Kind.DEFINITION || kind == Kind.VIRTUAL_TABLE) {
			SqlSchema.check(connection);
		}
		else if (kind == Kind.MAINTENANCE) {
			connection.countAsChange();
		}
	}

	/** What only explains, or defines what other statements will do. */
	private static boolean isWithoutCost(GuardedStatement statement) {
		return statement.explained() || statement.kind() == Kind.DEFINITION || statement.kind() == Kind.VIRTUAL_TABLE;
	}

	private static void bind(PreparedStatement prepared, List<@Nullable Object> parameters) throws SQLException {
		int count = prepared.getParameterMetaData().getParameterCount();
		for (int i = 1; i <= count; i++) {
			prepared.setObject(i, (i <= parameters.size()) ? parameters.get(i - 1) : null);
		}
	}

	private static Fault tooLong(int longest) {
		return new Fault(FaultCode.INVALID_REQUEST,
				"sql error: string or blob too big; for what this statement does with them, values are at most "
						+ longest + " bytes long");
	}

	private static Fault tooLarge() {
		return new Fault(FaultCode.INVALID_REQUEST,
				"sql error: out of memory; what this statement gathers, by itself or beside others that run, is"
						+ " too much: give it fewer or shorter values");
	}

	private static Fault tooSlow() {
		return new Fault(FaultCode.REQUEST_TIMEOUT, "the statements took too long and were stopped; nothing was done");
	}

	/** Trouble of the storage is not the statement's. */
	private static Exception failureOf(SQLException exception, boolean overdue) {
		return switch (SqlFailure.of(exception)) {
			// A function of the node that is not called any more fails the statement.
			case STATEMENT -> overdue ? tooSlow()
					: new Fault(FaultCode.INVALID_REQUEST, "sql error: " + SqlFailure.message(exception));
			case TIME -> tooSlow();
			case WRITE -> new WriteRefusedException();
			case STORAGE -> exception;
		};
	}

	private static RuntimeException failure(SQLException exception, boolean overdue) throws SQLException {
		Exception failure = failureOf(exception, overdue);
		if (failure instanceof RuntimeException unchecked) {
			return unchecked;
		}
		throw exception;
	}

	/**
	 * A statement would write, and may not.
	 */
	static final class WriteRefusedException extends RuntimeException {

		WriteRefusedException() {
			super("a statement would write", null, false, false);
		}

	}

}
