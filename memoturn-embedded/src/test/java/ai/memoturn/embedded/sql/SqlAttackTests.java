package ai.memoturn.embedded.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No statement reads or changes a table of the node, whatever way it takes: reliability
 * S1 and S2. The seed of the generated ones is part of every failure; the system property
 * {@code memoturn.test.seed} set to it makes the same again, and
 * {@code memoturn.test.statements} asks for a longer run.
 */
@Section({ "database 1.2", "database 5.4", "database 5.5" })
class SqlAttackTests {

	private static final int GENERATED = Integer.getInteger("memoturn.test.statements", 5000);

	private static final String[] TABLES = { "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
			"CREATE INDEX i ON t (b)", "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
			"CREATE TABLE auto (a INTEGER PRIMARY KEY AUTOINCREMENT, b)", "INSERT INTO auto (b) VALUES (1)",
			"CREATE TABLE u (a UNIQUE)", "INSERT INTO u VALUES (1)", "CREATE VIEW v AS SELECT a, b FROM t",
			"CREATE TABLE commits (released)", "CREATE VIRTUAL TABLE ft USING fts5 (text)",
			"INSERT INTO ft VALUES ('some words')" };

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private Database database;

	@BeforeEach
	void open() {
		open(SqlService.DEFAULT_LIMIT);
	}

	private void open(Duration limit) {
		this.database = Database.open(this.directory.resolve(limit.toString()), limit);
		this.database.addCanaries();
		this.database.execute(TABLES);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	static List<String> lines(String resource) throws IOException {
		try (InputStream in = Objects.requireNonNull(SqlAttackTests.class.getResourceAsStream(resource))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.toList();
		}
	}

	@Test
	void attacksShouldNeitherSeeNorChangeAnything() throws IOException {
		String before = this.database.reserved();
		List<String> files = files();
		List<String> attacks = lines("attacks.txt");
		assertThat(attacks).hasSizeGreaterThan(200);
		SoftAssertions softly = new SoftAssertions();
		for (String line : attacks) {
			String expected = line.substring(0, line.indexOf(" | "));
			String text = line.substring(line.indexOf(" | ") + 3)
				.replace("\\\\", "\u0001")
				.replace("\\n", "\n")
				.replace('\u0001', '\\');
			String answer = this.database.run(text.split(" ~~ ", -1));
			softly.assertThat(answer).as(line).doesNotContain(Database.CANARY);
			softly.assertThat(answer).as(line).matches((given) -> matches(expected, given));
			softly.assertThat(this.database.reserved()).as(line).isEqualTo(before);
		}
		softly.assertAll();
		assertThat(files()).isEqualTo(files);
		assertServes();
	}

	private static boolean matches(String expected, String answer) {
		boolean forbidden = answer.startsWith("FORBIDDEN: ");
		boolean invalid = answer.startsWith("INVALID_REQUEST: ");
		return switch (expected) {
			case "forbidden" -> forbidden;
			case "invalid" -> invalid;
			case "refused" -> forbidden || invalid;
			case "ok" -> answer.startsWith("{\"results\":");
			case "any" -> forbidden || invalid || answer.startsWith("{\"results\":");
			default -> throw new IllegalArgumentException(expected);
		};
	}

	@Test
	void generatedStatementsShouldNeitherSeeNorChangeAnything() throws IOException {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		SqlGrammar grammar = new SqlGrammar(new Random(seed));
		// Triggers that feed themselves run until they are stopped.
		close();
		open(Duration.ofSeconds(1));
		String before = this.database.reserved();
		List<String> files = files();
		int passed = 0;
		int forbidden = 0;
		List<String> since = new ArrayList<>();
		for (int i = 0; i < GENERATED; i++) {
			String text = grammar.statement();
			since.add(text);
			String answer = this.database.run(text);
			assertThat(answer).as("seed %d, statement %d: %s", seed, i, text).doesNotContain(Database.CANARY);
			assertThat(answer).as("seed %d, statement %d: %s", seed, i, text)
				.matches((given) -> matches("any", given) || given.startsWith("REQUEST_TIMEOUT: "));
			passed += answer.startsWith("{") ? 1 : 0;
			forbidden += answer.startsWith("FORBIDDEN") ? 1 : 0;
			if (i % 50 == 49) {
				assertThat(this.database.reserved()).as("seed %d, up to statement %d: %s", seed, i, since)
					.isEqualTo(before);
				since.clear();
			}
		}
		assertThat(this.database.reserved()).as("seed %d, the last of %s", seed, since).isEqualTo(before);
		// Of statements that all fail nothing would be learnt.
		assertThat(passed).as("passed, seed %d", seed).isGreaterThan(GENERATED / 20);
		assertThat(forbidden).as("forbidden, seed %d", seed).isGreaterThan(GENERATED / 20);
		assertThat(files()).as("seed %d", seed).isEqualTo(files);
		assertServes();
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.map(Path::toString).sorted().toList();
		}
	}

	private void assertServes() {
		long txid = this.database.txid();
		this.database.addCanaries();
		assertThat(this.database.txid()).isEqualTo(txid + 2);
		assertThat(this.database.execute("PRAGMA integrity_check")).contains("[\"ok\"]");
	}

	@Test
	void ordinaryStatementsShouldNotBeRefused() throws IOException {
		List<String> statements = lines("ordinary.txt");
		assertThat(statements).hasSizeGreaterThanOrEqualTo(300);
		SoftAssertions softly = new SoftAssertions();
		for (String statement : statements) {
			softly.assertThat(this.database.run(statement)).as(statement).startsWith("{\"results\":");
		}
		softly.assertAll();
	}

	/** What a newer library brings is to be looked at before it is let in. */
	@Test
	void virtualTablesOfTheLibraryShouldBeTheKnownOnes() {
		assertThat(this.database
			.execute("SELECT name FROM pragma_module_list WHERE name NOT LIKE 'pragma!_%' ESCAPE '!' ORDER BY name"))
			.contains("\"rows\":[[\"dbstat\"],[\"fts3\"],[\"fts3tokenize\"],[\"fts4\"],[\"fts4aux\"],[\"fts5\"],"
					+ "[\"fts5vocab\"],[\"rtree\"],[\"rtree_i32\"]]");
	}

}
