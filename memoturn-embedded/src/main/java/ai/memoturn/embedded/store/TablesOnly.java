package ai.memoturn.embedded.store;

import java.sql.SQLException;
import java.util.List;

/**
 * A module that keeps nothing in memory.
 */
public final class TablesOnly implements BranchModule<TablesOnly.Nothing, TablesOnly.Nothing> {

	private final List<String> statements;

	/**
	 * Describe the module.
	 * @param statements create what is not there yet
	 */
	public TablesOnly(String... statements) {
		this.statements = List.of(statements);
	}

	@Override
	public void createTables(Transaction transaction) throws SQLException {
		for (String statement : this.statements) {
			transaction.prepare(statement).execute();
		}
	}

	@Override
	public Nothing load(Transaction transaction) {
		return Nothing.NOTHING;
	}

	/**
	 * A part that holds nothing, and its own view.
	 */
	public enum Nothing implements BranchPart<Nothing>, BranchPart.View {

		/** The only one. */
		NOTHING;

		@Override
		public Nothing view() {
			return this;
		}

		@Override
		public Runnable mark() {
			return () -> {
			};
		}

		@Override
		public void committed() {
		}

		@Override
		public long generation() {
			return 0;
		}

	}

}
