package ai.memoturn.embedded.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.JsonWriter;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlService} on a real data directory.
 */
class SqlServiceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private Database database;

	@BeforeEach
	void open() {
		this.database = Database.open(this.directory);
		this.database.addCanaries();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	private static String result(String columns, String rows) {
		return "{\"columns\":[" + columns + "],\"rows\":[" + rows + "],\"rows_affected\":0}";
	}

	private String query(String text, @Nullable Object... parameters) {
		String answer = this.database.service
			.execute(Database.SPEC, SqlBatch.of(List.of(new SqlStatement(text, Arrays.asList(parameters)))), false)
			.value()
			.toString();
		return answer.substring(answer.indexOf("\"rows\":") + 7, answer.indexOf(",\"rows_affected\""));
	}

	@Test
	@Section("database 2.5")
	void txidShouldRiseOnceForEveryBatchThatChangesSomething() {
		long before = this.database.txid();
		this.database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)", "INSERT INTO t (b) VALUES (1), (2)",
				"SELECT * FROM t");
		assertThat(this.database.txid()).isEqualTo(before + 1);
		for (String text : List.of("INSERT INTO t (b) VALUES (3)", "UPDATE t SET b = 0", "CREATE INDEX i ON t (b)",
				"INSERT INTO t (b) VALUES (4) RETURNING a",
				"WITH x AS (SELECT 9 AS n) INSERT INTO t (b) SELECT n FROM x", "ALTER TABLE t ADD COLUMN c",
				"CREATE VIEW v AS SELECT a FROM t", "ANALYZE t", "DELETE FROM t",
				"CREATE VIRTUAL TABLE f USING fts5 (text)", "INSERT INTO f VALUES ('x')",
				"INSERT INTO f (f) VALUES ('optimize')", "DROP TABLE f", "DROP VIEW v")) {
			long head = this.database.txid();
			assertThat(this.database.execute(text)).endsWith("\"txid\":" + (head + 1) + "}");
			assertThat(this.database.txid()).as(text).isEqualTo(head + 1);
		}
	}

	@Test
	@Section({ "database 2.5", "database 5.2" })
	void txidShouldStayWhereNothingChanges() {
		this.database.execute("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
		long head = this.database.txid();
		for (String text : List.of("SELECT * FROM t", "UPDATE t SET a = 2 WHERE a = 7", "DELETE FROM t WHERE 0",
				"CREATE TABLE IF NOT EXISTS t (x)", "DROP TABLE IF EXISTS u", "EXPLAIN DELETE FROM t",
				"INSERT INTO t SELECT 1 WHERE 0", "PRAGMA integrity_check", "PRAGMA foreign_keys = ON",
				"WITH x AS (SELECT 1) SELECT * FROM x", "SELECT 'insert into t'", "VALUES (1)")) {
			assertThat(this.database.execute(text)).endsWith("\"txid\":" + head + "}");
		}
		assertThat(this.database.execute()).isEqualTo("{\"results\":[],\"txid\":" + head + "}");
		assertThat(this.database.run("INSERT INTO t VALUES (2)", "INSERT INTO nowhere VALUES (1)"))
			.startsWith("INVALID_REQUEST: sql error: no such table: nowhere");
		assertThat(this.database.txid()).isEqualTo(head);
		assertThat(query("SELECT * FROM t")).isEqualTo("[[1]]");
	}

	@Test
	@Section("database 5.3")
	void everyTypeShouldComeBackAsItIs() {
		assertThat(query("SELECT ?, ?, ?, ?, ?, ?, ?", null, Long.MIN_VALUE, 9_007_199_254_740_993L, 2.0, 1e300,
				"\u00e9\ud83d\ude00\"\\\n", new byte[] { 0, -1, 1 }))
			.isEqualTo(
					"[[null,-9223372036854775808,9007199254740993,2.0,1e+300,\"\u00e9\ud83d\ude00\\\"\\\\\\n\",{\"$base64\":\"AP8B\"}]]");
		assertThat(query("SELECT ?1, ?3, ?2, ?4", 1L, "b", 3L)).isEqualTo("[[1,3,\"b\",null]]");
		assertThat(query("SELECT ?", 1L, 2L)).isEqualTo("[[1]]");
		assertThat(query("SELECT 1e999, -1e999, 0.1 + 0.2, x'', '', zeroblob(2)"))
			.isEqualTo("[[null,null,0.30000000000000004,{\"$base64\":\"\"},\"\",{\"$base64\":\"AAA=\"}]]");
		assertThat(query("SELECT 'a' || char(0) || 'b', typeof(?)", "x")).isEqualTo("[[\"a\\u0000b\",\"text\"]]");
	}

	@Test
	@Section({ "database 5", "database 5.2" })
	void columnsAndRowsShouldBeInOrder() {
		assertThat(this.database.execute("SELECT 1 AS b, 2 AS a, 3 AS a", "CREATE TABLE t (a, b)",
				"INSERT INTO t VALUES (1, 2), (3, 4)", "SELECT * FROM t WHERE 0",
				"INSERT INTO t VALUES (5, 6)\nRETURNING b", "UPDATE t SET a = 0 WHERE b < 5", "VALUES (1), (2)",
				"/* first */ SELECT 1 AS x"))
			.startsWith("{\"results\":[" + result("\"b\",\"a\",\"a\"", "[1,2,3]") + ","
					+ "{\"columns\":[],\"rows\":[],\"rows_affected\":0},{\"columns\":[],\"rows\":[],\"rows_affected\":2},"
					+ result("\"a\",\"b\"", "") + "," + result("\"b\"", "[6]")
					+ ",{\"columns\":[],\"rows\":[],\"rows_affected\":2}," + result("\"column1\"", "[1],[2]") + ","
					+ result("\"x\"", "[1]") + "],\"txid\":");
	}

	@Test
	@Section("database 5.2")
	void rowsAffectedShouldNotCountTriggersAndForeignKeys() {
		this.database.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)",
				"CREATE TABLE c (p REFERENCES p ON DELETE CASCADE)", "CREATE TABLE log (n)",
				"CREATE TRIGGER tr AFTER DELETE ON p BEGIN INSERT INTO log VALUES (1), (2); SELECT 1; END",
				"INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1), (1), (1)");
		assertThat(this.database.execute("DELETE FROM p")).contains("\"rows_affected\":1}");
		assertThat(query("SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM log)")).isEqualTo("[[0,2]]");
	}

	@Test
	@Section("database 5.2")
	void foreignKeysShouldBeEnforcedAtOnceOrAtTheEnd() {
		this.database.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)",
				"CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED, q REFERENCES p)");
		long head = this.database.txid();
		assertThat(this.database.run("INSERT INTO c VALUES (NULL, 1)")).startsWith("INVALID_REQUEST: sql error: ");
		assertThat(this.database.run("INSERT INTO c VALUES (1, NULL)")).startsWith("INVALID_REQUEST: sql error: ");
		assertThat(this.database.txid()).isEqualTo(head);
		this.database.execute("INSERT INTO c VALUES (1, NULL)", "INSERT INTO p VALUES (1)");
		this.database.execute("PRAGMA defer_foreign_keys = ON", "INSERT INTO c VALUES (1, 2)",
				"INSERT INTO p VALUES (2)");
		assertThat(this.database.run("INSERT INTO c VALUES (NULL, 3)")).startsWith("INVALID_REQUEST");
	}

	@ParameterizedTest
	@ValueSource(strings = { "INSERT OR ROLLBACK INTO t VALUES (1)", "INSERT OR FAIL INTO t VALUES (2), (1)",
			"INSERT INTO t VALUES (1)", "INSERT OR ABORT INTO t VALUES (2), (1)", "SELECT abs(-9223372036854775808)",
			"INSERT INTO r VALUES (1)", "SELECT nothing", "SELEC 1", "SELECT \"nothing\"",
			"CREATE TABLE x (a CHECK (a <> \"text\"))" })
	@Section("database 5.2")
	void whenStatementFailsThenNothingOfTheBatchIsDone(String failing) {
		this.database.execute("CREATE TABLE t (a PRIMARY KEY)", "INSERT INTO t VALUES (1)", "CREATE TABLE r (a)",
				"CREATE TRIGGER rt BEFORE INSERT ON r BEGIN SELECT raise(ROLLBACK, 'no'); END");
		long head = this.database.txid();
		assertThat(this.database.run("INSERT INTO t VALUES (7)", failing, "INSERT INTO t VALUES (8)"))
			.startsWith("INVALID_REQUEST: sql error: ")
			.doesNotContain("[SQLITE");
		assertThat(this.database.txid()).isEqualTo(head);
		assertThat(query("SELECT * FROM t")).isEqualTo("[[1]]");
		this.database.execute("INSERT INTO t VALUES (9)");
		assertThat(this.database.txid()).isEqualTo(head + 1);
	}

	@Test
	@Section("database 9")
	void neighboursShouldNotNoticeAFailingBatch() throws Exception {
		this.database.execute("CREATE TABLE t (a PRIMARY KEY)", "INSERT INTO t VALUES (-1)");
		long head = this.database.txid();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				int number = i;
				done.add(threads.submit(() -> {
					switch (number % 3) {
						case 0 -> this.database.execute("INSERT INTO t VALUES (" + number + ")");
						case 1 -> assertThat(this.database.run("INSERT INTO t VALUES (" + number + ")",
								"INSERT OR ROLLBACK INTO t VALUES (-1)"))
							.startsWith("INVALID_REQUEST");
						default -> this.database.addCanaries();
					}
				}));
			}
			for (Future<?> future : done) {
				future.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(query("SELECT count(*) FROM t WHERE a >= 0 AND a % 3 = 0")).isEqualTo("[[14]]");
		assertThat(query("SELECT count(*) FROM t WHERE a % 3 = 1")).isEqualTo("[[0]]");
		assertThat(this.database.txid()).isGreaterThanOrEqualTo(head + 14);
	}

	@Test
	void whatAConnectionRemembersShouldNotBeToldToTheNextRequest() {
		this.database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1234), (1235)");
		assertThat(query("SELECT last_insert_rowid(), changes(), total_changes()")).isEqualTo("[[0,0,0]]");
		assertThat(this.database.execute("CREATE TABLE u (a)", "SELECT last_insert_rowid(), changes()"))
			.contains("[0,0]");
		assertThat(this.database.execute("INSERT INTO t VALUES (77)", "SELECT last_insert_rowid(), changes()"))
			.contains("[77,1]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PRAGMA integrity_check", "PRAGMA quick_check(ft)", "SELECT * FROM pragma_integrity_check",
			"SELECT * FROM \"pragma_quick_check\"", "SELECT * FROM 'pragma_quick_check'" })
	void checksShouldNotTakeWhatOthersWroteForDamage(String check) {
		this.database.execute("CREATE VIRTUAL TABLE ft USING fts5 (x)");
		for (int i = 0; i < 3; i++) {
			assertThat(query(check)).isEqualTo("[[\"ok\"]]");
			assertThat(query("SELECT count(*) FROM ft")).isEqualTo("[[" + 20 * i + "]]");
			this.database.execute("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 20) "
					+ "INSERT INTO ft SELECT 'word' || n || ' other' FROM c");
			assertThat(query(check)).isEqualTo("[[\"ok\"]]");
			this.database.execute("INSERT INTO ft (ft) VALUES ('rebuild')", check);
		}
		this.database.addCanaries();
		assertThat(query(check)).isEqualTo("[[\"ok\"]]");
	}

	@Test
	void tablesShouldSurviveARestart() {
		this.database.execute("CREATE TABLE t (a)", "CREATE VIRTUAL TABLE f USING fts5 (text, tokenize = 'porter')",
				"INSERT INTO t VALUES ('kept')", "INSERT INTO f VALUES ('some words')");
		long head = this.database.txid();
		this.database.close();
		open();
		assertThat(this.database.txid()).isGreaterThanOrEqualTo(head);
		assertThat(query("SELECT a, (SELECT count(*) FROM f WHERE f MATCH 'word') FROM t")).isEqualTo("[[\"kept\",1]]");
	}

	/** The same expressions on a connection without the node's own functions. */
	@Test
	@Section("database 5.2")
	void textFunctionsShouldAnswerAsThoseOfTheLibrary() throws SQLException {
		String[] values = { "NULL", "''", "'a'", "'abcabc'", "'\u00e9\ud83d\ude00x\u00e9'", "12", "1.5", "x''",
				"x'6162'", "x'c3a9'", "'  a  '", "'bc'" };
		List<String> expressions = new ArrayList<>();
		for (String left : values) {
			for (String right : values) {
				for (String function : List.of("instr", "trim", "ltrim", "rtrim")) {
					expressions.add(function + "(" + left + ", " + right + ")");
				}
				expressions.add("replace(" + left + ", " + right + ", 'zz')");
				expressions.add("replace(" + left + ", 'a', " + right + ")");
			}
		}
		try (Connection plain = DriverManager.getConnection("jdbc:sqlite::memory:");
				Statement statement = plain.createStatement()) {
			for (String expression : expressions) {
				String question = "SELECT typeof(" + expression + ") || ':' || quote(" + expression + ")";
				try (ResultSet rows = statement.executeQuery(question)) {
					assertThat(query(question)).as(expression)
						.isEqualTo(new JsonWriter(64).beginArray()
							.beginArray()
							.value(rows.getString(1))
							.endArray()
							.endArray()
							.toString());
				}
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SELECT * FROM t | false
			SELECT 'insert' | false
			WITH x AS (SELECT 1) SELECT * FROM x | false
			PRAGMA integrity_check | false
			PRAGMA table_info(t) | false
			INSERT INTO t VALUES (1) | true
			SELECT replace('a', 'b', 'c') | true
			SELECT 1 AS "update" | true
			WITH x AS (SELECT 1) DELETE FROM t | true
			PRAGMA foreign_keys = ON | true
			ANALYZE t | true
			REINDEX t | true
			EXPLAIN DELETE FROM t | true
			""")
	@Section({ "database 5.1", "database 5.6" })
	void scopeShouldFollowFromTheWords(String text, boolean write) {
		assertThat(Database.batch("SELECT 1", text).needsWriteScope()).isEqualTo(write);
		if (write) {
			assertFault(FaultCode.FORBIDDEN,
					() -> this.database.service.executeReadOnly(Database.SPEC, Database.batch(text)));
		}
	}

	@Test
	void readOnlyShouldAnswerAsTheOtherWayDoes() {
		this.database.execute("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
		assertThat(this.database.service.executeReadOnly(Database.SPEC, Database.batch("SELECT * FROM t")).value())
			.hasToString(this.database.execute("SELECT * FROM t"));
	}

}
