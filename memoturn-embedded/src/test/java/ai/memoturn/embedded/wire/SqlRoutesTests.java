package ai.memoturn.embedded.wire;

import java.nio.file.Path;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlRoutes} over the wire on a real node.
 */
@Section("database 5")
class SqlRoutesTests {

	@TempDir
	private static Path directory;

	private static EmbeddedNode node;

	private static Calls calls;

	private static int databases;

	private String sql = "";

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(directory).port(0).controlRate(1000).start();
		calls = new Calls(node.url());
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void useNewDatabase() {
		String name = "d" + databases++;
		assertThat(calls.post("/v1/databases", "{\"name\":\"" + name + "\"}").status()).isEqualTo(201);
		this.sql = "/v1/db/" + name + "/sql";
	}

	private Answer run(String statements, String... headers) {
		return calls.post(this.sql, "{\"stmts\":[" + statements + "]}", headers);
	}

	private static String q(String text) {
		return "{\"q\":\"" + text + "\"}";
	}

	@Test
	@Section({ "database 2.1", "database 2.5", "database 5.2" })
	void txidsShouldBeThoseOfTheProtocol() {
		Answer first = run(q("CREATE TABLE t (id INTEGER PRIMARY KEY, label TEXT)") + ","
				+ q("INSERT INTO t (label) VALUES ('x')") + "," + q("SELECT id, label FROM t"));
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.header("memoturn-txid")).isEqualTo("1");
		assertThat(first.body())
			.endsWith(",{\"columns\":[\"id\",\"label\"],\"rows\":[[1,\"x\"]],\"rows_affected\":0}],\"txid\":1}");
		assertThat(run(q("INSERT INTO t (label) VALUES ('y')"), "Memoturn-Durability: Durable").body())
			.isEqualTo("{\"results\":[{\"columns\":[],\"rows\":[],\"rows_affected\":1}],\"txid\":2}");
		Answer read = run(q("SELECT count(*) FROM t"), "Memoturn-Min-Txid: 99", "Memoturn-Durability: durable");
		assertThat(read.header("memoturn-txid")).isEqualTo("2");
		assertThat(calls.post(this.sql, "{\"txn\":true,\"stmts\":[]}").body()).isEqualTo("{\"results\":[],\"txid\":2}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			null | null
			true | 1
			false | 0
			7 | 7
			-0 | 0
			9223372036854775807 | 9223372036854775807
			-9223372036854775808 | -9223372036854775808
			9223372036854775808 | 9.223372036854776e+18
			1.0 | 1.0
			1e2 | 100.0
			"é" | "é"
			"a\\u0000b" | "a\\u0000b"
			{"$base64":"AAH/"} | {"$base64":"AAH/"}
			{"$base64":""} | {"$base64":""}
			{"x":1,"$base64":"AA=="} | {"$base64":"AA=="}
			{"$base64":1} | "{\\"$base64\\":1}"
			{"b": [1, 2.0], "a": null} | "{\\"a\\":null,\\"b\\":[1,2.0]}"
			[] | "[]"
			""")
	@Section("database 5.3")
	void parametersShouldComeBackAsTheyAreBound(String sent, String received) {
		Answer answer = run("{\"q\":\"SELECT ?\",\"params\":[" + sent + "]}");
		assertThat(answer.body()).contains("\"rows\":[[" + received + "]]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "1", "{\"stmts\":null}", "{\"stmts\":{}}", "{\"stmts\":[1]}",
			"{\"stmts\":[[\"SELECT 1\"]]}", "{\"stmts\":[{}]}", "{\"stmts\":[{\"q\":null}]}",
			"{\"stmts\":[{\"q\":\"SELECT 1\",\"params\":null}]}", "{\"stmts\":[{\"q\":\"SELECT 1\",\"params\":{}}]}",
			"{\"stmts\":[{\"q\":\"SELECT ?\",\"params\":[{\"$base64\":\"A\"}]}]}",
			"{\"stmts\":[{\"q\":\"SELECT ?\",\"params\":[{\"$base64\":\"_-==\"}]}]}" })
	@Section({ "database 2.2", "database 2.3", "database 5.3" })
	void whenShapeIsWrongThenEnvelope(String body) {
		assertEnvelope(calls.post(this.sql, body), 400, "invalid_request");
	}

	@Test
	@Section({ "database 2.2", "database 2.3" })
	void whenBodyIsNotJsonThenPlain() {
		assertPlain(calls.post(this.sql, "{\"stmts\":["), 400, "Failed to parse the request body as JSON");
		assertPlain(RawConnection.exchange(calls.address(), "POST " + this.sql + " HTTP/1.1\n\n{\"stmts\":[]}"), 415,
				"Expected request with `Content-Type: application/json`");
		assertThat(calls.call("GET", this.sql).header("allow")).isEqualTo("POST");
	}

	@Test
	@Section({ "database 1.1", "database 5.1" })
	void checksShouldComeInOrder() {
		String nowhere = "/v1/db/nowhere/sql";
		String forbidden = "{\"stmts\":[" + q("SELECT 1") + "," + q("SELECT * FROM __memoturn_kv") + "]}";
		assertEnvelope(calls.post(nowhere, "{\"stmts\":[{}]}"), 400, "invalid_request");
		assertEnvelope(calls.post(nowhere, forbidden), 403, "forbidden");
		assertEnvelope(calls.post(nowhere, "{\"stmts\":[" + q("nonsense") + "]}"), 400, "invalid_request");
		assertEnvelope(calls.post(nowhere, "{\"stmts\":[]}"), 404, "database_not_found");
		assertEnvelope(calls.post(this.sql.replace("/sql", "@other/sql"), "{\"stmts\":[]}"), 404, "branch_not_found");
		assertEnvelope(calls.post(nowhere, "{\"stmts\":[" + q("VACUUM") + "]}"), 404, "database_not_found");
		assertEnvelope(run(q("CREATE TABLE t (a)") + "," + q("VACUUM")), 400, "invalid_request");
		assertEnvelope(run(q("EXPLAIN VACUUM")), 400, "invalid_request");
		assertEnvelope(run(q("CREATE TABLE t (a)") + "," + q("SELECT * FROM [__memoturn_meta]")), 403, "forbidden");
		assertEnvelope(run(q("CREATE TABLE t (a)") + "," + q("SELECT * FROM '__memoturn_meta'")), 403, "forbidden");
		assertThat(run(q("SELECT count(*) FROM sqlite_master WHERE name = 't'")).body()).contains("[[0]]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SELECT 1; SELECT 2 | 400 | invalid_request
			-- nothing | 400 | invalid_request
			SELECT 1; COMMIT | 400 | invalid_request
			SELECT * FROM nowhere | 400 | invalid_request
			create table __MEMOTURN_x (a) | 403 | forbidden
			SELECT 1; ATTACH 'f' AS g | 403 | forbidden
			PRAGMA main.writable_schema = 1 | 403 | forbidden
			""")
	@Section({ "database 2.3", "database 5.2", "database 5.5" })
	void whenStatementIsRefusedThenEnvelopeAndNothingIsDone(String text, int status, String code) {
		Answer answer = run(q("CREATE TABLE t (a)") + "," + q(text));
		assertEnvelope(answer, status, code);
		assertThat(answer.header("memoturn-txid")).isEmpty();
		assertThat(run("").body()).isEqualTo("{\"results\":[],\"txid\":0}");
	}

	@Test
	@Section({ "database 13", "database 5.4" })
	void tablesOfAProfileShouldShareItsTxid() {
		calls.post("/v1/memory/ns/alice/memories", "{\"memories\":[{\"type\":\"fact\",\"summary\":\"dark\"}]}");
		this.sql = "/v1/db/ns--alice/sql";
		assertThat(run(q("CREATE TABLE t (a)")).header("memoturn-txid")).isEqualTo("2");
		assertThat(run(q("SELECT '__memoturn_kv', count(*) FROM t")).body()).contains("[[\"__memoturn_kv\",0]]");
		assertThat(calls.post("/v1/memory/ns/alice/recall", "{\"query\":\"dark\"}").body()).contains("\"txid\":2");
	}

}
