package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.util.List;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sync, and the header that asks for durable writes, over the wire on a real node.
 */
class DurabilityTests {

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
		assertThat(this.calls.post("/v1/databases", "{\"name\":\"db\"}").status()).isEqualTo(201);
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	@Section({ "database 8", "control 11", "database 2.1" })
	void syncShouldAnswerTheHeadAndNotRaiseIt() {
		for (int txid = 0; txid < 3; txid++) {
			for (String target : List.of("/v1/db/db/sync", "/v1/db/db@main/sync?x=1")) {
				Answer synced = this.calls.call("POST", target, "Content-Type: nonsense",
						"Memoturn-Durability: durable");
				assertThat(synced.status()).isEqualTo(200);
				assertThat(synced.body()).isEqualTo("{\"txid\":" + txid + "}");
				assertThat(synced.header("memoturn-txid")).isEqualTo(String.valueOf(txid));
			}
			this.calls.put("/v1/db/db/kv/n/k", "v");
		}
		assertThat(this.calls.post("/v1/db/db/sync", "{").body()).isEqualTo("{\"txid\":3}");
	}

	@Test
	@Section("database 8")
	void bodyOfASyncShouldBeIgnored() {
		try (RawConnection connection = new RawConnection(this.node.url())) {
			for (int i = 0; i < 3; i++) {
				Answer synced = connection.request("POST /v1/db/db/sync HTTP/1.1\n\n" + "{".repeat(100_000)).answer();
				assertThat(synced.body()).isEqualTo("{\"txid\":0}");
			}
		}
	}

	@Test
	@Section({ "database 8", "control 11" })
	void whenThereIsNothingToSyncThenNotFound() {
		assertEnvelope(this.calls.call("POST", "/v1/db/none/sync"), 404, "database_not_found");
		assertEnvelope(this.calls.call("POST", "/v1/db/db@none/sync"), 404, "branch_not_found");
		assertThat(this.calls.call("GET", "/v1/db/db/sync").header("allow")).isEqualTo("POST");
	}

}
