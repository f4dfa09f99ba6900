package ai.memoturn.embedded.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defaults, limits and small print of transcripts and of the control routes, over the
 * wire on a node with default options.
 */
class DatabaseRulesTests {

	private static final String TURN = "{\"role\":\"user\",\"content\":1}";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder().dataDirectory(this.directory).port(0).start();
		this.calls = new Calls(this.node.url());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private void create(String database) {
		assertThat(this.calls.post("/v1/databases", "{\"name\":\"" + database + "\"}").status()).isEqualTo(201);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.sorted().toList();
		}
	}

	@Test
	@Section({ "memory 4.2", "control 2.3" })
	void plainDatabasesShouldBeNoProfiles() {
		create("acme");
		create("acme-alice");
		assertThat(this.calls.call("GET", "/v1/memory/acme").body())
			.isEqualTo("{\"namespace\":\"acme\",\"profiles\":[]}");
	}

	@Test
	@Section({ "database 13", "control 9" })
	void whatIsInAProfileShouldShareItsTxid() {
		String database = "/v1/db/acme--alice";
		Answer[] writes = {
				this.calls.post("/v1/memory/acme/alice/memories",
						"{\"memories\":[{\"type\":\"event\",\"summary\":\"seen\"}]}"),
				this.calls.put(database + "/kv/n/k", "v"),
				this.calls.post(database + "/docs/c/insert", "{\"docs\":[{\"a\":1}]}"),
				this.calls.post(database + "/vectors/v", "{\"id\":\"1\",\"embedding\":[1,2]}"),
				this.calls.post(database + "/memory/s/turns", TURN),
				this.calls.post(database + "/sql", "{\"stmts\":[{\"q\":\"CREATE TABLE t (a)\"}]}"),
				this.calls.post(database + "/sync", "") };
		assertThat(Stream.of(writes).map((answer) -> answer.header("memoturn-txid"))).containsExactly("1", "2", "3",
				"4", "5", "6", "6");
		assertThat(this.calls.post("/v1/memory/acme/alice/recall", "{\"query\":\"seen\"}").header("memoturn-txid"))
			.isEqualTo("6");
	}

	@Test
	@Section({ "memory 4.9", "database 7", "database 13" })
	void turnsShouldRegisterNoSession() {
		this.calls.post("/v1/memory/acme/alice/memories", "{\"memories\":[]}");
		assertThat(this.calls.post("/v1/db/acme--alice/memory/s/turns", TURN).body())
			.isEqualTo("{\"seq\":1,\"txid\":1}");
		assertThat(this.calls.call("GET", "/v1/memory/acme/alice/sessions").body())
			.isEqualTo("{\"sessions\":[],\"txid\":1}");
	}

	@Test
	@Section("database 2.2")
	void whenFieldOfATurnIsRepeatedThenTheLastCounts() {
		create("chats");
		String turns = "/v1/db/chats/memory/s/turns";
		assertThat(this.calls.post(turns, "{\"role\":1,\"content\":1,\"role\":\"user\",\"content\":2}").status())
			.isEqualTo(201);
		assertThat(this.calls.call("GET", turns).body()).contains("\"role\":\"user\",\"content\":2,");
	}

	@Test
	@Section("database 7")
	void windowShouldHaveNoUpperLimit() {
		create("chats");
		String turns = "/v1/db/chats/memory/s/turns";
		try (RawConnection connection = new RawConnection(this.node.url())) {
			for (int i = 0; i < 1005; i++) {
				assertThat(connection.request("POST " + turns + " HTTP/1.1\nContent-Type: application/json\n\n" + TURN)
					.answer()
					.status()).isEqualTo(201);
			}
		}
		assertThat(this.calls.call("GET", turns + "?last=5000").body().split("\"seq\":", -1)).hasSize(1006);
	}

	@Test
	@Section({ "control 3", "control 3.1", "database 1.3" })
	void creationShouldMakeNoFileBeforeFirstUse() throws IOException {
		List<Path> before = files();
		create("a");
		assertThat(files()).isEqualTo(before);
		this.calls.post("/v1/db/a/memory/s/turns", TURN);
		assertThat(files()).hasSizeGreaterThan(before.size());
	}

	@Test
	@Section({ "control 3.3", "control 3.4", "database 1.3" })
	void deletionShouldSurviveARestart() {
		create("a");
		this.calls.post("/v1/db/a/memory/s/turns", TURN);
		assertThat(this.calls.call("DELETE", "/v1/databases/a").status()).isEqualTo(204);
		stop();
		start();
		assertThat(this.calls.call("GET", "/v1/databases").body()).isEqualTo("{\"databases\":[]}");
		MemoryRoutesTests.assertEnvelope(this.calls.call("GET", "/v1/db/a/memory/s/turns"), 404, "database_not_found");
	}

	/**
	 * Asked until refused, which takes one request more unless the machine is very busy.
	 */
	@Test
	@Section({ "memory 14", "control 12.2" })
	void controlRoutesShouldTakeTwentyAtOnceByDefault() {
		for (int i = 0; i < 20; i++) {
			assertThat(this.calls.call("GET", "/v1/databases").status()).isEqualTo(200);
		}
		Eventually.holds(() -> {
			Answer refused = this.calls.call("DELETE", "/v1/databases/none");
			MemoryRoutesTests.assertEnvelope(refused, 429, "overloaded");
			assertThat(refused.header("retry-after")).isEqualTo("1");
		});
		assertThat(this.calls.call("GET", "/v1/memory/acme").status()).isEqualTo(200);
		assertThat(this.calls.call("GET", "/v1/db/none/memory/s/turns").status()).isEqualTo(404);
	}

}
