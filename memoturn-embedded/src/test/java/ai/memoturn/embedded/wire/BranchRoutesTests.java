package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.Eventually;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BranchRoutes} over the wire on a real node.
 */
class BranchRoutesTests {

	private static final String BRANCHES = "/v1/db/acme--alice/branches";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@BeforeEach
	void start() {
		this.node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.sweepInterval(Duration.ofMillis(50))
			.maintenanceInterval(Duration.ofMillis(50))
			.start();
		this.calls = new Calls(this.node.url());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private String store(String branch, String summary) {
		Answer answer = this.calls.post("/v1/memory/acme/alice/memories?branch=" + branch,
				"{\"memories\":[{\"type\":\"event\",\"summary\":\"" + summary + "\",\"content\":\"" + summary
						+ "\"}]}");
		assertThat(answer.status()).isEqualTo(201);
		return String.join(",", answer.headers().getOrDefault("memoturn-txid", List.of()));
	}

	private long count(String branch) {
		return this.calls
			.post("/v1/memory/acme/alice/recall", "{\"query\":\"seen\",\"k\":100}", "Memoturn-Branch: " + branch)
			.body()
			.split("\"id\":", -1).length - 1;
	}

	private Answer fork(String body) {
		return this.calls.post(BRANCHES, body);
	}

	private Answer checkpoint(String branch, String name) {
		return this.calls.post(BRANCHES + "/" + branch + "/checkpoint", "{\"name\":\"" + name + "\"}");
	}

	private Answer rewind(String branch, String to) {
		return this.calls.post(BRANCHES + "/" + branch + "/rewind", "{\"to\":" + to + "}");
	}

	private static void assertJson(Answer answer, int status, String body) {
		assertThat(answer.body()).isEqualTo(body);
		assertThat(answer.status()).isEqualTo(status);
	}

	@Test
	@Section({ "control 5.1", "control 6.1", "control 7.1", "control 7.2", "control 7.3", "control 7.4", "control 7.6",
			"control 1", "control 2.4" })
	void workedExample() {
		assertThat(store("main", "seen one")).isEqualTo("1");
		Answer named = checkpoint("main", "a");
		assertJson(named, 200, "{\"checkpoint\":\"a\",\"txid\":1}");
		assertThat(named.headers()).containsEntry("memoturn-txid", List.of("1"));
		assertThat(store("main", "seen two")).isEqualTo("2");
		assertJson(checkpoint("main", "b"), 200, "{\"checkpoint\":\"b\",\"txid\":2}");
		Answer forked = fork("{\"name\":\"exp\",\"checkpoint\":\"a\"}");
		assertJson(forked, 201, "{\"branch\":\"exp\",\"parent\":\"main\",\"fork_txid\":2,\"ttl_at\":null,"
				+ "\"spec\":\"acme--alice@exp\"}");
		assertThat(forked.headers()).doesNotContainKey("memoturn-txid");
		Answer rewound = rewind("main", "\"a\"");
		assertThat(rewound.status()).isEqualTo(200);
		assertThat(rewound.body()).matches("\\{\"rewound_to\":1,\"epoch\":[1-9][0-9]*\\}");
		assertThat(rewound.headers()).containsEntry("memoturn-txid", List.of("1"));
		assertThat(count("main")).isEqualTo(1);
		assertThat(count("exp")).isEqualTo(2);
		assertEnvelope(rewind("main", "\"2\""), 409, "conflict");
		assertThat(store("main", "seen three")).isEqualTo("2");
		assertEnvelope(rewind("exp", "\"a\""), 404, "branch_not_found");
		assertThat(rewind("exp", "\"1\"").body()).startsWith("{\"rewound_to\":1,");
		assertThat(count("exp")).isEqualTo(1);
		assertEnvelope(rewind("main", "1"), 400, "invalid_request");
		// Twice to the same state, and to the state it is in, changes nothing.
		assertThat(rewind("exp", "\"1\"").body()).startsWith("{\"rewound_to\":1,");
		assertThat(count("main")).isEqualTo(2);
	}

	@Test
	@Section({ "control 5.2", "control 5.3", "control 2.4", "database 1.1" })
	void branchesShouldBeListedAndDeleted() {
		store("main", "seen");
		// The branch in the database's spec has no effect here.
		assertThat(this.calls.post("/v1/db/acme--alice@no/branches", "{\"name\":\"b\",\"from\":null}").status())
			.isEqualTo(201);
		assertThat(fork("{\"name\":\"a\",\"from\":\"b\",\"ttl\":1000}").body()).contains("\"parent\":\"b\"");
		assertThat(store("b", "seen too")).isEqualTo("2");
		Answer list = this.calls.call("GET", BRANCHES);
		assertThat(list.body()).matches("\\{\"branches\":\\[\\{\"db_name\":\"acme--alice\",\"branch\":\"a\","
				+ "\"ttl_at\":[0-9]{13},\"created_at\":[0-9]{13}},\\{\"db_name\":\"acme--alice\",\"branch\":\"b\","
				+ "\"ttl_at\":null,\"created_at\":[0-9]{13}}]}");
		assertThat(list.headers()).doesNotContainKey("memoturn-txid");
		Answer turn = this.calls.post("/v1/db/acme--alice@b/memory/s/turns", "{\"role\":\"user\",\"content\":1}");
		assertThat(turn.headers()).containsEntry("memoturn-txid", List.of("3"));
		assertThat(this.calls.call("GET", "/v1/db/acme--alice/memory/s/turns").body()).isEqualTo("{\"turns\":[]}");
		for (int i = 0; i < 2; i++) {
			Answer deleted = this.calls.call("DELETE", BRANCHES + "/b");
			assertThat(deleted.status()).isEqualTo(204);
			assertThat(deleted.headers()).doesNotContainKey("memoturn-txid");
		}
		assertEnvelope(this.calls.call("GET", "/v1/db/acme--alice@b/memory/s/turns"), 404, "branch_not_found");
		assertThat(count("a")).isEqualTo(1);
		assertThat(fork("{\"name\":\"b\"}").body()).contains("\"fork_txid\":1");
		assertThat(count("b")).isEqualTo(1);
	}

	@Test
	@Section("control 5.4")
	void whenTimeOfABranchIsOverThenItIsCollected() {
		store("main", "seen");
		assertThat(fork("{\"name\":\"burner\",\"ttl\":0}").status()).isEqualTo(201);
		assertThat(fork("{\"name\":\"later\",\"ttl\":18446744073709551615}").body())
			.contains("\"ttl_at\":9223372036854775807");
		Eventually.holds(() -> assertEnvelope(checkpoint("burner", "x"), 404, "branch_not_found"));
		assertThat(this.calls.call("GET", BRANCHES).body()).contains("later").doesNotContain("burner");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "a/b", "a\\\\b", "a@b", "a\\u0000", "\\n" })
	@Section({ "control 2.5", "control 5.1", "control 17" })
	void whenNameIsRefusedThenNothingIsCreated(String name) {
		store("main", "seen");
		assertEnvelope(fork("{\"name\":\"" + name + "\"}"), 400, "invalid_request");
		assertThat(this.calls.call("GET", BRANCHES).body()).isEqualTo("{\"branches\":[]}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "/v1/db/acme--alice/branches|{}|400|invalid_request",
					"/v1/db/acme--alice/branches|{\"name\":null}|400|invalid_request",
					"/v1/db/acme--alice/branches|{\"name\":\"x\",\"ttl\":-1}|400|invalid_request",
					"/v1/db/acme--alice/branches|{\"name\":\"x\",\"ttl\":1.5}|400|invalid_request",
					"/v1/db/acme--alice/branches|{\"name\":\"x\",\"from\":1}|400|invalid_request",
					"/v1/db/acme--alice/branches|{\"name\":\"x\",\"from\":\"\"}|404|branch_not_found",
					"/v1/db/acme--alice/branches|{\"name\":\"x\",\"from\":\"y\"}|404|branch_not_found",
					"/v1/db/acme--alice/branches|{\"name\":\"main\"}|409|conflict",
					"/v1/db/acme--bob/branches|{\"name\":\"x\"}|404|database_not_found",
					"/v1/db/acme--bob/branches|{\"name\":\"@\"}|400|invalid_request",
					"/v1/db/acme--alice/branches/main/checkpoint|[]|400|invalid_request",
					"/v1/db/acme--alice/branches/main/checkpoint|{\"name\":5}|400|invalid_request",
					"/v1/db/acme--alice/branches/no/checkpoint|{\"name\":\"x\"}|404|branch_not_found",
					"/v1/db/acme--bob/branches/main/checkpoint|{\"name\":\"x\"}|404|database_not_found",
					"/v1/db/acme--alice/branches/main/rewind|{}|400|invalid_request",
					"/v1/db/acme--alice/branches/main/rewind|{\"to\":\"-1\"}|404|branch_not_found",
					"/v1/db/acme--alice/branches/main/rewind|{\"to\":\"1.0\"}|404|branch_not_found",
					"/v1/db/acme--alice/branches/main/rewind|{\"to\":\"2\"}|409|conflict",
					"/v1/db/acme--alice/branches/no/rewind|{\"to\":\"0\"}|404|branch_not_found",
					"/v1/db/acme--bob/branches/main/rewind|{\"to\":\"0\"}|404|database_not_found" })
	@Section({ "control 5.1", "control 6.1", "control 7.5", "control 17" })
	void whenRequestCannotBeServedThenTheCodeSaysWhy(String target, String body, int status, String code) {
		store("main", "seen");
		assertEnvelope(this.calls.post(target, body), status, code);
		assertThat(count("main")).isEqualTo(1);
	}

	@Test
	@Section({ "control 5.3", "control 5.2" })
	void whenDeletionIsRefusedThenTheCodeSaysWhy() {
		assertEnvelope(this.calls.call("DELETE", "/v1/db/none/branches/main"), 400, "invalid_request");
		assertEnvelope(this.calls.call("DELETE", "/v1/db/none/branches/x"), 404, "database_not_found");
		assertEnvelope(this.calls.call("GET", "/v1/db/none/branches"), 404, "database_not_found");
		store("main", "seen");
		assertEnvelope(this.calls.call("DELETE", BRANCHES + "/main"), 400, "invalid_request");
	}

}
