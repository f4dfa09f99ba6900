package ai.memoturn.embedded.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.memory.Concurrently;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What statements may not do to the node and its files: reliability S2 and S3.
 */
@Timeout(120)
class SqlLimitTests {

	/** How long a batch may run in these tests. */
	private static final Duration LIMIT = Duration.ofMillis(100);

	/** For those that cannot be stopped half-way: enough to tell a cost from noise. */
	private static final Duration STRAIGHT_LIMIT = Duration.ofMillis(400);

	private static final long OVERRUN_MILLIS = 200;

	private static final long HEALTH_MILLIS = 100;

	/** How a refusal tells what is possible. */
	private static final Pattern MOST_BYTES = Pattern.compile("at most (\\d+) bytes");

	private static final String ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) ";

	/** Each would run for minutes, or take gigabytes. */
	private static final List<String> RUNAWAYS = List.of(ENDLESS + "SELECT count(*) FROM c",
			ENDLESS + "SELECT n FROM c WHERE n < 0", ENDLESS + "SELECT max(n) FROM c GROUP BY n % 2",
			ENDLESS + "SELECT n FROM c ORDER BY n DESC LIMIT 1",
			ENDLESS + "SELECT count(DISTINCT hex(randomblob(100))) FROM c",
			ENDLESS + "SELECT zeroblob(1000000) AS z FROM c ORDER BY z, n LIMIT 1",
			ENDLESS + "SELECT sum(length(hex(zeroblob(300000)))) FROM c",
			ENDLESS + "SELECT sum(length(printf('%*d', 200000, n))) FROM c",
			ENDLESS + "SELECT count(*) FROM c WHERE hex(randomblob(30000)) || n LIKE '%1%2%z'",
			ENDLESS + "SELECT count(*) FROM c WHERE hex(randomblob(30000)) || n GLOB '*1*2*z'",
			ENDLESS + "SELECT count(*) FROM c a, c b, c d", ENDLESS + "INSERT INTO t SELECT n, n FROM c",
			ENDLESS + "UPDATE t SET b = (SELECT count(*) FROM c)",
			"SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g",
			"DELETE FROM t WHERE (SELECT count(*) FROM t a, t b, t c, t d)",
			"CREATE TABLE made AS " + ENDLESS + "SELECT n FROM c", "SELECT group_concat(a.b) FROM t a, t b, t c, t d",
			ENDLESS + "SELECT sum(n) OVER (ORDER BY n) FROM c", ENDLESS + "SELECT json_group_array(n) FROM c",
			ENDLESS + "SELECT median(n) FROM c", "SELECT * FROM v9", ENDLESS + "SELECT n, n, n FROM c");

	/** Each is refused before it costs anything. */
	private static final List<String> BOMBS = List.of("SELECT zeroblob(2000000000)", "SELECT hex(zeroblob(16000000))",
			"SELECT printf('%*d', 2000000000, 1)", "SELECT replicate('abcdefgh', 250000000)",
			"SELECT padl('x', 2000000000)", "SELECT '" + "x".repeat(17_000_000) + "'",
			"SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000), "SELECT " + "1+".repeat(100_000) + "1",
			"SELECT " + "- ".repeat(50_000) + "1", "SELECT 1 " + "UNION ALL SELECT 1 ".repeat(10_000),
			"SELECT 'a' LIKE '" + "%a".repeat(50_000) + "'", "SELECT 'a' GLOB '" + "*a".repeat(50_000) + "'",
			"SELECT json('" + "[".repeat(100_000) + "')",
			"SELECT instr(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || '1')",
			"SELECT length(replace(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || '1', ''))",
			"SELECT length(replace(hex(zeroblob(8000000)), '0', hex(zeroblob(1000000))))",
			"SELECT length(trim(hex(zeroblob(8000000)), hex(zeroblob(2000000)) || 'x')) / 0 = 1, 1 / abs('x') || zeroblob(99999999)",
			"SELECT length(json_pretty('[[[[1,1],[1,1]]]]', hex(zeroblob(8000000))))",
			"SELECT abs(" + "1,".repeat(5000) + "1)", "SELECT " + "1,".repeat(5000) + "1", "SELECT ?99999");

	/**
	 * Nothing in them jumps back, which is when SQLite can be stopped. LONG is how long
	 * their values are, HALF half of that.
	 */
	private static final List<String> STRAIGHT_LINES = List.of(times(50, "length(upper(hex(randomblob(HALF))))"),
			times(50, "substr(hex(randomblob(HALF)), 1, LONG - 9)"), times(50, "zeroblob(LONG) || 'x'"),
			times(50, "length(printf('%.*c', LONG, 'x'))"), times(50, "length(quote(randomblob(HALF)))"),
			times(50, "unhex(hex(zeroblob(HALF))) IS NULL"), times(50, "lower(reverse(hex(randomblob(HALF))))"),
			times(50, "CAST(hex(zeroblob(HALF)) AS REAL)"), times(50, "json_valid('[1' || hex(zeroblob(HALF)) || ']')"),
			times(300, "json_valid('[1' || hex(zeroblob(HALF)) || ']')"),
			"SELECT length(concat(" + "zeroblob(LONG),".repeat(98) + "1))",
			"SELECT length(json_array(" + "hex(zeroblob(HALF)),".repeat(98) + "1))",
			"SELECT length(json_object(" + "'a', hex(zeroblob(HALF)),".repeat(48) + "'b', 1))",
			"SELECT length(printf('" + "%s".repeat(90) + "'" + ", hex(zeroblob(HALF))".repeat(90) + "))",
			"SELECT length(json_set('[' || replace(hex(zeroblob(HALF / 2)), '0', '1,') || '1]'"
					+ ", '$[HALF]', 1".repeat(40) + "))",
			"SELECT json_extract('[' || replace(hex(zeroblob(HALF / 2)), '0', '1,') || '1]'" + ", '$[HALF]'".repeat(90)
					+ ")",
			"SELECT replace(hex(zeroblob(HALF)), '0', 'a') LIKE '%" + "a".repeat(240) + "b'",
			"SELECT replace(hex(zeroblob(HALF)), '0', 'a') GLOB '*[" + "b-z".repeat(80) + "]b'",
			"SELECT instr(hex(zeroblob(HALF)), hex(zeroblob(HALF / 2)) || '1')",
			"SELECT length(replace(hex(zeroblob(HALF)), hex(zeroblob(HALF / 2)) || '1', ''))",
			"INSERT INTO ft SELECT replace(hex(randomblob(HALF)), '0', ' ')",
			"INSERT INTO tri SELECT hex(randomblob(HALF))",
			"SELECT count(*) FROM ft WHERE ft MATCH replace(hex(zeroblob(HALF / 5 - 9)), '0', 'a OR ') || 'a'",
			"SELECT count(*) FROM json_tree('[' || replace(hex(zeroblob(HALF / 2)), '0', '1,') || '1]') LIMIT 1",
			"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT LONG / 15 - 9), o(t) AS (SELECT "
					+ "json_group_object('k' || n, n) FROM c) SELECT length(json_patch(t, t)) FROM o");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	/** No two are the same, which SQLite would see. */
	private static String times(int count, String expression) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "(" + expression + ") IS " + i)
			.collect(Collectors.joining(", ", "SELECT ", ""));
	}

	private static String body(String text) {
		StringBuilder json = new StringBuilder("{\"stmts\":[{\"q\":\"");
		return json.append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"}]}").toString();
	}

	@Test
	@Section({ "database 5.2", "control 12.3" })
	void runawaysShouldBeStoppedWhileTheNodeServes() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.statementTimeout(LIMIT)
			.start()) {
			Calls calls = new Calls(node.url());
			calls.post("/v1/databases", "{\"name\":\"d\"}");
			String sql = "/v1/db/d/sql";
			String tables = "{\"stmts\":[{\"q\":\"CREATE TABLE t (a, b)\"},{\"q\":\"WITH RECURSIVE c(n) AS"
					+ " (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 2000) INSERT INTO t SELECT n, hex(randomblob(50)) FROM c\"},"
					+ "{\"q\":\"CREATE VIEW v9 AS SELECT count(*) FROM t a, t b, t c, t d, t e\"}]}";
			// On a busy machine the limit may be over first; nothing was done then.
			Eventually.holds(() -> assertThat(calls.post(sql, tables).status()).isEqualTo(200));
			Health health = new Health(calls);
			health.start();
			Pace pace = new Pace();
			pace.start();
			Overruns overruns = new Overruns();
			for (String runaway : RUNAWAYS) {
				Answer answer = overruns.measure(() -> calls.post(sql, body(runaway)));
				assertThat(answer.status()).as("%s: %s", runaway, answer.body()).isIn(400, 408, 413);
			}
			for (String bomb : BOMBS) {
				Answer answer = overruns.measure(() -> calls.post(sql, body(bomb)));
				assertThat(answer.status()).as(bomb.substring(0, Math.min(60, bomb.length())) + answer.body())
					.isIn(400, 403, 408);
			}
			double factor = pace.factor();
			overruns.assertPromise(factor);
			health.assertPromise(factor);
			assertThat(calls.post(sql, body("SELECT count(*) FROM t")).body()).contains("[[2000]]");
		}
	}

	@Test
	@Section("control 12.3")
	void everyRunawayShouldBeStoppedInTime() {
		try (Database database = Database.open(this.directory, LIMIT)) {
			database.addCanaries();
			database.execute("CREATE TABLE t (a, b)", "CREATE VIEW v9 AS SELECT count(*) FROM t a, t b, t c, t d, t e",
					ENDLESS + "INSERT INTO t SELECT n, hex(randomblob(50)) FROM c LIMIT 2000");
			for (String text : Stream.concat(RUNAWAYS.stream(), BOMBS.stream()).toList()) {
				assertInTime(database, LIMIT, text);
			}
		}
	}

	@Test
	@Section("control 12.3")
	void straightLinesShouldEndInTimeWithTheLongestValuesThatTheyMayHave() {
		try (Database database = Database.open(this.directory, STRAIGHT_LIMIT)) {
			database.addCanaries();
			database.execute("CREATE VIRTUAL TABLE ft USING fts5 (x)",
					"CREATE VIRTUAL TABLE tri USING fts5 (x, tokenize = 'trigram')");
			int run = 0;
			for (String template : STRAIGHT_LINES) {
				String refusal = assertInTime(database, STRAIGHT_LIMIT, withLength(template, 16_000_000));
				Matcher most = MOST_BYTES.matcher(refusal);
				if (most.find()) {
					int length = Integer.parseInt(most.group(1)) / 10 * 9;
					String answer = assertInTime(database, STRAIGHT_LIMIT, withLength(template, length));
					run += answer.contains("too big") ? 0 : 1;
				}
			}
			// Some may have had no time on a busy machine.
			assertThat(run).isGreaterThan(STRAIGHT_LINES.size() / 2);
		}
	}

	private static String withLength(String template, int length) {
		return template.replace("LONG", Integer.toString(length)).replace("HALF", Integer.toString(length / 2));
	}

	/**
	 * In time of the processor: on a busy machine that is less than what has passed, but
	 * never more.
	 */
	private static String assertInTime(Database database, Duration limit, String text) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadCpuTime();
		String answer = database.run(text);
		long millis = (threads.getCurrentThreadCpuTime() - before) / 1_000_000;
		assertThat(millis).as("%.100s: %.100s", text, answer).isLessThan(limit.toMillis() + OVERRUN_MILLIS);
		return answer;
	}

	/**
	 * Nothing stops SQLite while it empties a table or index at once: measured, 6 to 10
	 * seconds of the processor's time for each gigabyte.
	 */
	@Test
	@Section("control 12.3")
	void whenThereIsNoTimeToEmptyAtOnceThenItIsRefusedBefore() {
		String blobs = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 27) ";
		try (Database database = Database.open(this.directory)) {
			database.addCanaries();
			database.execute("CREATE TABLE small (a)", "CREATE TABLE big (b)", "CREATE INDEX i ON big (b)",
					"CREATE VIRTUAL TABLE ft USING fts5 (x)",
					"CREATE TRIGGER empties AFTER UPDATE ON small BEGIN DELETE FROM big; END",
					blobs + "INSERT INTO big SELECT zeroblob(800000 + n) FROM c",
					blobs + "INSERT INTO ft SELECT hex(zeroblob(400000)) FROM c");
		}
		try (Database database = Database.open(this.directory, LIMIT)) {
			for (String text : List.of("DELETE FROM big", "DROP TABLE big", "DROP INDEX i", "REINDEX i",
					"DROP TABLE ft", "UPDATE small SET a = 1")) {
				// On a busy machine the time is over before.
				assertThat(assertInTime(database, LIMIT, text)).as(text)
					.containsPattern("^(INVALID_REQUEST: .* too large for the time that there is|REQUEST_TIMEOUT: )");
			}
			assertThat(database.run("INSERT INTO small VALUES (1)", "DELETE FROM small", "DROP TABLE small"))
				.doesNotContain("INVALID_REQUEST");
		}
		try (Database database = Database.open(this.directory)) {
			database.execute("DROP INDEX i");
			assertThat(database.execute("DELETE FROM big")).contains("\"rows_affected\":27");
		}
	}

	@Test
	@Section({ "database 9", "control 12.3" })
	void manyRunawaysAtOnceShouldBeStoppedWhileTheNodeServes() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.statementTimeout(LIMIT)
			.start()) {
			Calls calls = new Calls(node.url());
			List<Callable<Answer>> runaways = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				String name = "d" + i % 4;
				calls.post("/v1/databases", "{\"name\":\"" + name + "\"}");
				String runaway = ((i < 16) ? "" : "CREATE TABLE t AS ") + ENDLESS + "SELECT count(*) FROM c";
				runaways.add(() -> calls.post("/v1/db/" + name + "/sql", body(runaway)));
			}
			Health health = new Health(calls);
			health.start();
			Pace pace = new Pace();
			pace.start();
			long start = System.nanoTime();
			assertThat(Concurrently.run(runaways)).extracting(Answer::status).containsOnly(408);
			// At the worst they came one after the other.
			long millis = millisSince(start);
			double factor = pace.factor();
			assertThat(millis).isLessThan((long) (20 * (LIMIT.toMillis() + OVERRUN_MILLIS) * factor));
			health.assertPromise(factor);
		}
	}

	private static long millisSince(long start) {
		return (System.nanoTime() - start) / 1_000_000;
	}

	/**
	 * Most keep the promise, on a machine that others keep busy as many times later as
	 * everything is. That all of them do is for the time of the processor to show.
	 */
	private static void assertPromise(List<Long> millis, double most, long promise, double pace, String what) {
		List<Long> sorted = millis.stream().sorted().toList();
		String description = what + ", milliseconds: " + sorted + ", pace: " + pace;
		assertThat(sorted.get((int) (sorted.size() * most))).as(description).isLessThan((long) (promise * pace));
	}

	/** By how much answers came after the limit. */
	private static final class Overruns {

		private final List<Long> millis = new ArrayList<>();

		private Answer measure(Supplier<Answer> call) {
			long start = System.nanoTime();
			Answer answer = call.get();
			this.millis.add(millisSince(start) - LIMIT.toMillis());
			return answer;
		}

		private void assertPromise(double pace) {
			SqlLimitTests.assertPromise(this.millis, 0.9, OVERRUN_MILLIS, pace, "after the limit");
		}

	}

	/** Measures how many times longer work takes than it would on an idle machine. */
	private static final class Pace extends Thread {

		private static final long WORK_NANOS = 2_000_000;

		private final List<Double> factors = new ArrayList<>();

		private volatile boolean stopped;

		private Pace() {
			setDaemon(true);
		}

		@Override
		public void run() {
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			while (!this.stopped) {
				long start = System.nanoTime();
				long end = threads.getCurrentThreadCpuTime() + WORK_NANOS;
				while (threads.getCurrentThreadCpuTime() < end) {
					Thread.onSpinWait();
				}
				this.factors.add((double) (System.nanoTime() - start) / WORK_NANOS);
				LockSupport.parkNanos(10 * WORK_NANOS);
			}
		}

		/** What one in ten exceeds. */
		private double factor() throws InterruptedException {
			this.stopped = true;
			join(10_000);
			return Math.max(1, this.factors.stream().sorted().toList().get(this.factors.size() * 9 / 10));
		}

	}

	/** Asks again and again. */
	private static final class Health extends Thread {

		private final Calls calls;

		private final List<Long> millis = new ArrayList<>();

		private volatile boolean stopped;

		private Health(Calls calls) {
			this.calls = calls;
			setDaemon(true);
		}

		@Override
		public void run() {
			while (!this.stopped) {
				long start = System.nanoTime();
				try {
					if (this.calls.call("GET", "/health").status() == 200) {
						this.millis.add(millisSince(start));
					}
				}
				catch (UncheckedIOException ex) {
					// The node has been stopped because the test failed.
					return;
				}
			}
		}

		private void assertPromise(double pace) throws InterruptedException {
			this.stopped = true;
			join(10_000);
			assertThat(this.millis).isNotEmpty();
			SqlLimitTests.assertPromise(this.millis, 0.75, HEALTH_MILLIS, pace, "until /health answers");
		}

	}

	@Test
	void answerShouldBeHeldToItsLimitWhileItGrows() {
		try (Database database = Database.open(this.directory)) {
			database.addCanaries();
			database.execute("CREATE TABLE t (a)");
			long head = database.txid();
			assertThat(database.run("INSERT INTO t VALUES (1)", ENDLESS + "SELECT n, hex(zeroblob(500)) FROM c"))
				.startsWith("PAYLOAD_TOO_LARGE: ");
			assertThat(database.run("SELECT zeroblob(16000000), zeroblob(16000000)")).startsWith("PAYLOAD_TOO_LARGE: ");
			// Characters of three bytes, so that bytes are what counts.
			database.execute("INSERT INTO t VALUES (replace(hex(zeroblob(1333333)), '0', '\u20ac'))");
			head = database.txid();
			assertThat(database.run("SELECT a, a, a, a, a FROM t")).startsWith("PAYLOAD_TOO_LARGE: ");
			assertThat(database.run("SELECT a, a, a FROM t")).startsWith("{\"results\":");
			assertThat(database.txid()).isEqualTo(head);
			assertThat(database.execute("SELECT count(*) FROM t")).contains("[[1]]");
		}
	}

	@Test
	void readScopeShouldChangeNoByteOfAnyFile() throws IOException {
		try (Database database = Database.open(this.directory)) {
			database.addCanaries();
			database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (1, 'one')",
					"CREATE VIRTUAL TABLE ft USING fts5 (text)", "INSERT INTO ft VALUES ('words')");
		}
		Map<String, String> before = digests();
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		SqlGrammar grammar = new SqlGrammar(new Random(seed));
		int answered = 0;
		try (Database database = Database.open(this.directory)) {
			for (int i = 0; i < 1000; i++) {
				answered += readOnly(database, grammar.statement()) ? 1 : 0;
			}
			for (String text : SqlAttackTests.lines("ordinary.txt")) {
				answered += readOnly(database, text) ? 1 : 0;
			}
			for (String text : List.of("PRAGMA user_version = 9", "PRAGMA application_id = 9", "VACUUM",
					"VACUUM INTO 'copy'", "CREATE TEMP TABLE x (a)", "PRAGMA wal_checkpoint", "ANALYZE")) {
				assertThat(readOnly(database, text)).as(text).isFalse();
			}
		}
		// Of statements that are all refused nothing would be learnt.
		assertThat(answered).as("seed %d", seed).isGreaterThan(50);
		assertThat(digests()).as("seed %d", seed).isEqualTo(before);
	}

	private static boolean readOnly(Database database, String text) {
		try {
			database.service.executeReadOnly(Database.SPEC, Database.batch(text));
			return true;
		}
		catch (Fault ex) {
			return false;
		}
	}

	/**
	 * Of files that nobody has open. The catalogue notes of each branch that it was
	 * closed in order, whatever was done with it.
	 */
	private Map<String, String> digests() throws IOException {
		Map<String, String> digests = new TreeMap<>();
		try (Stream<Path> walk = Files.walk(this.directory)) {
			for (Path file : walk.filter(Files::isRegularFile)
				.filter((file) -> !file.endsWith("catalog.db"))
				.toList()) {
				MessageDigest digest = Database.sha256();
				digests.put(this.directory.relativize(file).toString(),
						HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
			}
		}
		return digests;
	}

}
