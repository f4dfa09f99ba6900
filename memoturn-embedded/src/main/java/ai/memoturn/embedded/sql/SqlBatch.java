package ai.memoturn.embedded.sql;

import java.util.ArrayList;
import java.util.List;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * Statements of one request, in order, that have passed the guard.
 */
public final class SqlBatch {

	/** More would keep the only writer of a branch from everybody else. */
	static final int MOST_STATEMENTS = 100_000;

	private final List<GuardedStatement> statements;

	private SqlBatch(List<GuardedStatement> statements) {
		this.statements = statements;
	}

	/**
	 * Check statements as far as their texts show what they do. Nothing is run and no
	 * database is looked up.
	 * @param statements the statements
	 * @return the batch
	 * @throws Fault {@code forbidden} or {@code invalid_request} for the first statement
	 * that may not run
	 */
	public static SqlBatch of(List<SqlStatement> statements) {
		if (statements.size() > MOST_STATEMENTS) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					"stmts holds more than " + MOST_STATEMENTS + " statements; send several batches");
		}
		List<GuardedStatement> guarded = new ArrayList<>(statements.size());
		for (SqlStatement statement : statements) {
			guarded.add(SqlGuard.check(statement));
		}
		return new SqlBatch(guarded);
	}

	/**
	 * Return whether the batch takes more than read scope. Decided by words, so that some
	 * that would change nothing do too, as the protocol says.
	 * @return whether a token below write scope is to be refused
	 */
	public boolean needsWriteScope() {
		return this.statements.stream().anyMatch(GuardedStatement::mutating);
	}

	/**
	 * Return whether no statement begins like one that writes.
	 */
	boolean isReading() {
		return this.statements.stream().allMatch(GuardedStatement::isReading);
	}

	/**
	 * Return whether a statement asks for what a connection remembers.
	 */
	boolean isRemembering() {
		return this.statements.stream().anyMatch(GuardedStatement::remembering);
	}

	List<GuardedStatement> statements() {
		return this.statements;
	}

}
