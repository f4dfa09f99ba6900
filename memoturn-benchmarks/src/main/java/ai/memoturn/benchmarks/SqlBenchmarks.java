package ai.memoturn.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.database.DatabaseService;
import ai.memoturn.embedded.database.DatabaseSpec;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.sql.SqlBatch;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.sql.SqlStatement;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;

/**
 * One row inserted by a batch of one statement, and read by its key, guarded and in a
 * transaction with its id; beside a prepared statement of bare SQLite. Both flush at
 * checkpoints only.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class SqlBenchmarks {

	private static final String TABLE = "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, score REAL)";

	private static final String INSERT = "INSERT INTO notes (title, score) VALUES (?, ?)";

	private static final String SELECT = "SELECT id, title, score FROM notes WHERE id = ?";

	@Benchmark
	public Versioned<JsonWriter> insertSqlInProcess(Sandboxed state) {
		return state.run(INSERT, "a title of some words", 0.5);
	}

	/** A reserved name in a string: what the statement is compiled to is looked at. */
	@Benchmark
	public Versioned<JsonWriter> insertSuspiciousSqlInProcess(Sandboxed state) {
		return state.run("INSERT INTO notes (title, score) VALUES ('on __memoturn_memories', ?)", 0.5);
	}

	@Benchmark
	public int insertSqlBareSqlite(Bare state) throws SQLException {
		state.insert.setString(1, "a title of some words");
		state.insert.setDouble(2, 0.5);
		return state.insert.executeUpdate();
	}

	@Benchmark
	public Versioned<JsonWriter> selectSqlInProcess(Sandboxed state) {
		return state.run(SELECT, 1L);
	}

	/** The service in a node's process. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Sandboxed {

		private static final DatabaseSpec SPEC = new DatabaseSpec("bench", "main");

		private Scratch scratch;

		private NodeStore store;

		private SqlService service;

		@Setup(Level.Trial)
		public void open() {
			this.scratch = Scratch.create();
			this.store = NodeStore.open(this.scratch.path(), StoreOptions.defaults());
			DatabaseService databases = new DatabaseService(this.store, Clock.systemUTC());
			databases.create("bench");
			this.service = new SqlService(this.store, databases, SqlService.DEFAULT_LIMIT);
			run(TABLE);
			run(INSERT, "first", 1.0);
		}

		Versioned<JsonWriter> run(String text, Object... parameters) {
			return this.service.execute(SPEC, SqlBatch.of(List.of(new SqlStatement(text, List.of(parameters)))), false);
		}

		@TearDown(Level.Trial)
		public void close() {
			this.store.close();
			this.scratch.close();
		}

	}

	/** One connection that commits every statement. */
	@State(Scope.Benchmark)
	@NullUnmarked
	public static class Bare {

		private Scratch scratch;

		private Connection connection;

		PreparedStatement insert;

		@Setup(Level.Trial)
		public void open() throws SQLException {
			this.scratch = Scratch.create();
			SQLiteConfig config = new SQLiteConfig();
			config.setJournalMode(SQLiteConfig.JournalMode.WAL);
			config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
			config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
			this.connection = config.createConnection("jdbc:sqlite:" + this.scratch.path().resolve("bare.db"));
			try (Statement statement = this.connection.createStatement()) {
				statement.execute(TABLE);
			}
			this.insert = this.connection.prepareStatement(INSERT);
		}

		@TearDown(Level.Trial)
		public void close() throws SQLException {
			this.connection.close();
			this.scratch.close();
		}

	}

}
