package ai.memoturn.embedded.wire;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.BranchModule;
import ai.memoturn.embedded.store.BranchPart;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.store.Transaction;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sync, and the header that asks for durable writes, over the wire on a real node.
 */
class DurabilityTests {

	private static final WireOptions OPTIONS = new WireOptions("127.0.0.1", 0, Duration.ofSeconds(20), 1_000_000, 10, 4,
			10, Set.of());

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

	/** Every route that writes to a branch. */
	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "POST; /v1/memory/acme/alice/memories; {\"memories\":[{\"type\":\"event\",\"summary\":\"%d\"}]}",
					"DELETE; /v1/memory/acme/alice/memories/mem_0; ''", "DELETE; /v1/memory/acme/alice/sessions/s; ''",
					"POST; /v1/db/acme--alice/memory/s/turns; {\"role\":\"user\",\"content\":1}",
					"PUT; /v1/db/acme--alice/kv/n/k; v", "DELETE; /v1/db/acme--alice/kv/n/k; ''",
					"POST; /v1/db/acme--alice/vectors/c; {\"id\":\"a\",\"embedding\":[1]}",
					"POST; /v1/db/acme--alice/docs/c/insert; {\"docs\":[{}]}",
					"POST; /v1/db/acme--alice/docs/c/update; {\"filter\":{},\"update\":{\"$set\":{\"n\":%d}}}",
					"POST; /v1/db/acme--alice/docs/c/delete; {\"filter\":{}}",
					"POST; /v1/db/acme--alice/docs/c/indexes; {\"path\":\"p%d\"}" })
	@Section({ "control 11", "database 2.5" })
	void whenHeaderSaysDurableThenTheWriteIsFlushed(String method, String target, String body, @TempDir Path own) {
		Flushes flushes = new Flushes();
		try (NodeStore store = NodeStore.open(own, StoreOptions.defaults())) {
			store.attach(flushes);
			try (OpenServices open = new OpenServices(store, own);
					NodeServer server = NodeServer.start(OPTIONS, open.services())) {
				Calls wire = new Calls(server.address());
				wire.post("/v1/memory/acme/alice/memories", "{\"memories\":[]}");
				int number = 1;
				for (String header : List.of("durable", "standard", "DURABLE", "", "durable ,")) {
					flushes.synchronous.clear();
					String call = method + " " + target
							+ " HTTP/1.1\nContent-Type: application/json\nMemoturn-Durability: " + header
							+ (body.isEmpty() ? "" : "\n\n" + body.replace("%d", String.valueOf(number++)));
					Answer answer = RawConnection.exchange(wire.address(), call);
					assertThat(answer.status()).as(answer.body()).isIn(200, 201, 204, 404);
					assertThat(flushes.synchronous).as(header)
						.isNotEmpty()
						.containsOnly(header.equalsIgnoreCase("durable") ? 2 : 1);
				}
			}
		}
	}

	/**
	 * Looks at how the writing connection is set while it writes.
	 */
	private static final class Flushes implements BranchModule<Flushes, Flushes>, BranchPart<Flushes>, BranchPart.View {

		private final List<Integer> synchronous = new CopyOnWriteArrayList<>();

		private volatile @Nullable Transaction writer;

		@Override
		public void createTables(Transaction transaction) {
			this.writer = transaction;
		}

		@Override
		public Flushes load(Transaction transaction) {
			return this;
		}

		@Override
		public Flushes view() {
			return this;
		}

		@Override
		public Runnable mark() {
			Transaction transaction = this.writer;
			if (transaction != null) {
				try (ResultSet rows = transaction.prepare("PRAGMA synchronous").executeQuery()) {
					this.synchronous.add(rows.next() ? rows.getInt(1) : -1);
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			}
			return () -> {
			};
		}

		@Override
		public void committed() {
		}

		@Override
		public long generation() {
			return 0;
		}

	}

}
