package ai.memoturn.embedded.document;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static ai.memoturn.embedded.database.OneDatabase.SPEC;
import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DocumentService}.
 */
class DocumentServiceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private OneDatabase database;

	@SuppressWarnings("NullAway.Init")
	private DocumentService documents;

	@BeforeEach
	void open() {
		this.database = new OneDatabase(this.directory);
		this.documents = new DocumentService(this.database.store, this.database.databases);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	private static NewDocument document(String id, @Nullable String member, String json) {
		TreeMap<String, String> members = new TreeMap<>();
		if (member != null) {
			members.put(member, json);
		}
		return NewDocument.of(id, members);
	}

	private void insert(NewDocument... documents) {
		this.documents.insert(SPEC, "c", List.of(documents), false);
	}

	private List<String> find(String filter) {
		return this.documents.find(SPEC, "c", new FindQuery(filter, null, 1000, 0)).value();
	}

	private String plan(String filter, @Nullable String sort) {
		String sql = Find.compile(new FindQuery(filter, sort, 100, 0)).sql("c");
		return this.database.rows("EXPLAIN QUERY PLAN " + sql);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', nullValues = "-", value = {
			"{\"a.b\":1}; -; SEARCH __memoturn_docs_c USING INDEX __memoturn_docs_c.a.b (<expr>=?)",
			"{\"a.b\":{\"$gt\":1,\"$lte\":5}}; -; SEARCH __memoturn_docs_c USING INDEX __memoturn_docs_c.a.b (<expr>>? AND <expr><?)",
			"{\"a.b\":{\"$in\":[1,\"x\"]}}; -; SEARCH __memoturn_docs_c USING INDEX __memoturn_docs_c.a.b (<expr>=?)",
			"{\"$or\":[{\"a.b\":1},{\"B\":2}]}; -; MULTI-INDEX OR", "{\"B\":2}; -; __memoturn_docs_c.^b (<expr>=?)",
			"{\"b\":2}; -; __memoturn_docs_c.b (<expr>=?)", "{\"c\":1}; -; SCAN __memoturn_docs_c",
			"{}; {\"a.b\":-1}; SCAN __memoturn_docs_c USING INDEX __memoturn_docs_c.a.b",
			"{\"_id\":\"x\"}; -; USING INDEX sqlite_autoindex___memoturn_docs_c_1 (id=?)",
			"{\"_id\":{\"$gt\":\"x\"}}; {\"_id\":1}; USING INDEX sqlite_autoindex___memoturn_docs_c_1 (id>?)" })
	@Section("database 3.7")
	void findShouldUseTheIndex(String filter, @Nullable String sort, String expected) {
		for (String path : List.of("a.b", "B", "b", "_id")) {
			this.documents.createIndex(SPEC, "c", path, false);
		}
		assertThat(plan(filter, sort)).contains(expected).doesNotContain("TEMP B-TREE");
	}

	@Test
	@Section("database 3.7")
	void indexesThatLookAlikeShouldBeDifferentOnes() {
		for (String path : List.of("a.b", "a-b", "a_b", "A_b", "a_B", "a.b", "x".repeat(201))) {
			this.documents.createIndex(SPEC, "c", path, false);
		}
		assertThat(this.database.rows("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
				+ " AND tbl_name = '__memoturn_docs_c'"))
			.isEqualTo("5\n");
	}

	@Test
	@Section({ "database 3.7", "database 2.5" })
	void whenIndexIsThereThenTheTxidStays() {
		this.documents.createIndex(SPEC, "c", "a", false);
		long before = this.database.txid();
		assertThat(before).isEqualTo(1);
		this.documents.createIndex(SPEC, "C", "a", false);
		assertThat(this.database.txid()).isEqualTo(before);
		this.documents.insert(SPEC, "c", List.of(), false);
		assertThat(this.database.txid()).isEqualTo(before);
		this.documents.insert(SPEC, "other", List.of(), false);
		assertThat(this.database.txid()).isEqualTo(before + 1);
	}

	@Test
	@Section({ "database 3.1", "database 3.5", "database 3.6", "database 9" })
	void whenAStatementFailsInsideABatchThenNothingOfItIsDone() {
		long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());
		Random random = new Random(seed);
		insert(document("first", "n", "0"), document("culprit", "n", "1"));
		for (int i = 0; i < 150; i++) {
			String where = "seed " + seed + ", failure " + i;
			String way = List.of("ABORT", "FAIL", "ROLLBACK").get(i % 3);
			String event = List.of("INSERT", "UPDATE", "DELETE").get(i / 3 % 3);
			this.database.execute("DROP TRIGGER IF EXISTS poison",
					"CREATE TRIGGER poison AFTER " + event + " ON __memoturn_docs_c WHEN "
							+ (event.equals("DELETE") ? "old" : "new")
							+ ".id IN ('culprit', 'poison') BEGIN SELECT RAISE(" + way + ", 'poison'); END");
			String before = dump();
			List<NewDocument> batch = new ArrayList<>();
			int size = 1 + random.nextInt(12);
			int culprit = random.nextInt(size);
			for (int item = 0; item < size; item++) {
				batch.add(document((item == culprit) ? "poison" : i + "-" + item, "n", String.valueOf(item)));
			}
			assertFault(FaultCode.INTERNAL, () -> {
				switch (event) {
					case "INSERT" -> this.documents.insert(SPEC, "c", batch, false);
					case "UPDATE" -> this.documents.update(SPEC, "c", "{}", "{\"$inc\":{\"n\":1}}", true, false);
					default -> this.documents.delete(SPEC, "c", "{}", true, false);
				}
			});
			assertThat(dump()).as(where).isEqualTo(before);
			this.documents.insert(SPEC, "c", List.of(document("good " + i, null, "")), false);
		}
		assertThat(this.database.rows("PRAGMA integrity_check")).isEqualTo("ok\n");
	}

	@Test
	@Section("database 3.1")
	void whenTheBatchThatMakesACollectionFailsThenThereIsNone() {
		NewDocument twice = document("same", "n", "1");
		assertFault(FaultCode.INVALID_REQUEST, () -> insert(document("ok", null, ""), twice, twice)).contains("docs.2");
		assertThat(this.database.rows("SELECT * FROM __memoturn_collections")).isEmpty();
		assertThat(this.database.txid()).isZero();
		insert(twice);
		assertThat(find("{}")).containsExactly("{\"_id\":\"same\",\"n\":1}");
	}

	private String dump() {
		return this.database.txid()
				+ this.database.rows("SELECT row, id, json(doc) FROM __memoturn_docs_c ORDER BY row");
	}

	@Test
	@Section({ "database 3.3", "database 15" })
	void filtersUpToTheirLimitsShouldRun() {
		insert(document("a", "n", "1"));
		assertThat(find("{\"$not\":".repeat(32) + "{\"n\":1}" + "}".repeat(32))).hasSize(1);
		assertFault(FaultCode.INVALID_REQUEST, () -> find("{\"$not\":".repeat(33) + "{\"n\":1}" + "}".repeat(33)))
			.contains("32");
		assertThat(find("{\"n\":{\"$in\":[" + "0,".repeat(999) + "1]}}")).hasSize(1);
		assertFault(FaultCode.INVALID_REQUEST, () -> find("{\"n\":{\"$in\":[" + "0,".repeat(1000) + "1]}}"))
			.contains("1000");
		assertThat(find("{\"$or\":[" + "{\"n\":0},".repeat(10_000) + "{\"n\":1}]}")).hasSize(1);
		assertFault(FaultCode.INVALID_REQUEST, () -> find("{\"$and\":[" + "{},".repeat(40_000) + "{}]}"))
			.contains("conditions");
		assertFault(FaultCode.INVALID_REQUEST, () -> find("{\"$or\":[" + "{\"n\":0},".repeat(30_000) + "{\"n\":1}]}"))
			.contains("conditions");
		String deep = "{\"$and\":[{\"n\":{\"$gt\":0}},".repeat(32) + "{\"n\":1}" + "]}".repeat(32);
		assertThat(find(deep)).hasSize(1);
		assertThat(find("{\"" + "a".repeat(200) + "\":1}")).isEmpty();
	}

	@Test
	@Section({ "database 3.2", "database 15" })
	void findShouldAnswerAThousandAtMost() {
		List<NewDocument> batch = new ArrayList<>();
		for (int i = 0; i < 1010; i++) {
			batch.add(document("d" + i, null, ""));
		}
		this.documents.insert(SPEC, "c", batch, false);
		assertThat(this.documents.find(SPEC, "c", new FindQuery(null, null, 0xffffffffL, 0)).value()).hasSize(1000);
		assertThat(this.documents.find(SPEC, "c", new FindQuery(null, null, 1000, 1005)).value()).hasSize(5);
		assertThat(this.documents.find(SPEC, "c", new FindQuery(null, null, 1000, 0xffffffffL)).value()).isEmpty();
		assertThat(this.documents.find(SPEC, "c", new FindQuery(null, null, 0, 0)).value()).isEmpty();
	}

	@Test
	@Section("database 3.5")
	void whenAnUpdateWouldNestTooDeeplyThenRefused() {
		insert(document("a", null, ""));
		String path = "a" + ".a".repeat(124);
		this.documents.update(SPEC, "c", "{}", "{\"$set\":{\"" + path + "\":1}}", true, false);
		for (String update : List.of("{\"$set\":{\"" + path + "\":{}}}", "{\"$push\":{\"" + path + "\":1}}",
				"{\"$inc\":{\"" + path + ".a\":1}}")) {
			assertFault(FaultCode.INVALID_REQUEST, () -> this.documents.update(SPEC, "c", "{}", update, true, false))
				.contains("125");
		}
		this.documents.update(SPEC, "c", "{}", "{\"$set\":{\"b\":\"" + "[{".repeat(200) + "\"}}", true, false);
		assertThat(find("{\"" + path.substring(0, 199) + "\":{\"$exists\":true}}")).hasSize(1);
	}

	@Test
	@Section({ "database 1.2", "database 3.3" })
	void manyCollectionsAndStatementsShouldNotWearOutTheConnections() {
		for (int i = 0; i < 300; i++) {
			String name = "c" + i;
			this.documents.insert(SPEC, name, List.of(document("a", "n", String.valueOf(i))), false);
			assertThat(this.documents
				.find(SPEC, name, new FindQuery("{\"n\":" + i + ",\"x" + i + "\":{\"$ne\":1}}", null, 1, 0))
				.value()).hasSize(1);
		}
		assertThat(this.documents.find(SPEC, "c0", new FindQuery("{\"n\":0}", null, 1, 0)).value()).hasSize(1);
	}

}
