package ai.memoturn.embedded.database;

import java.nio.file.Path;
import java.sql.ResultSet;

import ai.memoturn.embedded.memory.MutableClock;
import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;

/**
 * A store on a real data directory with one database, as tests use it.
 */
public final class OneDatabase implements AutoCloseable {

	public static final DatabaseSpec SPEC = DatabaseSpec.parse("db");

	public final MutableClock clock;

	public final NodeStore store;

	public final DatabaseService databases;

	public OneDatabase(Path directory) {
		this(directory, new MutableClock());
	}

	public OneDatabase(Path directory, MutableClock clock) {
		this.clock = clock;
		this.store = NodeStore.open(directory, StoreOptions.defaults());
		this.databases = new DatabaseService(this.store, clock);
		this.store.registerDatabase("db", clock.millis());
	}

	public BranchEntry branch() {
		return this.databases.branch(SPEC);
	}

	public long txid() {
		return this.store.read(branch(), (snapshot) -> snapshot.txid());
	}

	/**
	 * Return the rows of a query as text, a line each.
	 */
	public String rows(String sql) {
		return this.store.read(branch(), (snapshot) -> {
			StringBuilder text = new StringBuilder();
			try (ResultSet rows = snapshot.prepare(sql).executeQuery()) {
				int columns = rows.getMetaData().getColumnCount();
				while (rows.next()) {
					for (int i = 1; i <= columns; i++) {
						text.append((i > 1) ? "|" : "").append(rows.getString(i));
					}
					text.append('\n');
				}
			}
			return text.toString();
		});
	}

	/**
	 * Run statements that have no result, in one write.
	 */
	public void execute(String... statements) {
		this.store.write(branch(), false, (transaction) -> {
			for (String statement : statements) {
				transaction.prepare(statement).execute();
			}
			return statements;
		});
	}

	@Override
	public void close() {
		this.store.close();
	}

}
