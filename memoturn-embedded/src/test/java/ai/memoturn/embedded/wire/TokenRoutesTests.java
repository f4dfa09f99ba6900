package ai.memoturn.embedded.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.access.Scope;
import ai.memoturn.embedded.access.TestKeys;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
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
 * Tokens over the wire: minting, using, and losing them by deletion.
 */
class TokenRoutesTests {

	private static final String MEMORIES = "/v1/memory/acme/alice/memories";

	private static final String RECALL = "/v1/memory/acme/alice/recall";

	private static final String PLATFORM = bearer(TestKeys.PLATFORM_KEY);

	private static final String NOTHING = "{\"memories\":[]}";

	private static final String QUERY = "{\"query\":\"x\"}";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedNode node;

	@SuppressWarnings("NullAway.Init")
	private Calls calls;

	@BeforeEach
	void start() {
		start(true, 1_000_000);
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private void start(boolean auth, double controlRate) {
		this.node = EmbeddedNode.builder()
			.dataDirectory(this.directory)
			.port(0)
			.auth(auth)
			.signingKey(TestKeys.pkcs8())
			.platformKey(TestKeys.PLATFORM_KEY)
			.controlRate(controlRate)
			.start();
		this.calls = new Calls(this.node.url());
	}

	private static String bearer(String credential) {
		return "Authorization: Bearer " + credential;
	}

	private Answer mint(String path, String body) {
		return this.calls.post(path, body, PLATFORM);
	}

	private String minted(String path, String scope) {
		Answer answer = mint(path, "{\"scope\":\"" + scope + "\"}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer.body().replaceFirst("\\{\"token\":\"([^\"]+)\",\"expires_in\":3600}", "$1");
	}

	private static String claims(String token) {
		return new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
	}

	@Test
	@Section({ "trust 1.9", "control 3.5", "database 1.3", "database 15" })
	void mintedTokensShouldOpenWhatTheyAreFor() {
		String admin = minted("/v1/namespaces/acme/tokens", "admin");
		assertThat(claims(admin))
			.matches("\\{\"db\":\"\",\"ns\":\"acme\",\"scope\":\"admin\",\"exp\":\\d+,\"iat\":\\d+}");
		assertThat(this.calls.post(MEMORIES, NOTHING, bearer(admin)).status()).isEqualTo(201);
		String read = minted("/v1/databases/acme--alice/tokens", "read");
		assertThat(claims(read)).matches("\\{\"db\":\"acme--alice\",\"scope\":\"read\",\"exp\":\\d+,\"iat\":\\d+}");
		assertThat(this.calls.post(RECALL, QUERY, bearer(read)).status()).isEqualTo(200);
		Answer refused = this.calls.post(MEMORIES, NOTHING, bearer(read));
		assertEnvelope(refused, 403, "forbidden");
		assertThat(refused.body()).contains("scope Write required");
	}

	@ParameterizedTest
	@CsvSource({ "'{\"scope\":\"read\",\"expires_in\":0}', 0", "'{\"scope\":\"read\",\"expires_in\":null}', 3600",
			"'{\"scope\":\"read\",\"expires_in\":9223372036854775807,\"x\":1}', 9223372036854775807" })
	@Section("trust 1.9")
	void lifetimeShouldBeTheOneAskedFor(String body, long seconds) {
		Answer answer = mint("/v1/namespaces/acme/tokens", body);
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.body()).endsWith(",\"expires_in\":" + seconds + "}");
		String token = answer.body().replaceFirst("\\{\"token\":\"([^\"]+)\".*", "$1");
		assertThat(this.calls.post(RECALL, QUERY, bearer(token)).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"scope\":null}", "{\"scope\":\"Read\"}", "{\"scope\":\"owner\"}", "{\"scope\":1}",
			"{\"scope\":\"read\",\"expires_in\":-1}", "{\"scope\":\"read\",\"expires_in\":1.0}",
			"{\"scope\":\"read\",\"expires_in\":\"60\"}", "{\"scope\":\"read\",\"scope\":\"admin\"}", "[]", "null" })
	@Section({ "trust 1.9", "trust 2" })
	void whenShapeIsWrongThen422(String body) {
		Answer answer = mint("/v1/namespaces/acme/tokens", body);
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.header("content-type")).startsWith("text/plain");
	}

	@Test
	@Section({ "trust 1.9", "trust 2" })
	void failuresShouldComeInTheDocumentsOrder() {
		String wrong = "{\"scope\":\"read\"";
		assertEnvelope(this.calls.post("/v1/databases/none/tokens", wrong), 401, "unauthorized");
		assertThat(this.calls.call("POST", "/v1/databases/none/tokens", PLATFORM).status()).isEqualTo(415);
		assertThat(mint("/v1/databases/none/tokens", wrong).status()).isEqualTo(400);
		assertEnvelope(mint("/v1/databases/none/tokens", wrong + "}"), 404, "database_not_found");
		assertEnvelope(mint("/v1/databases/none@main/tokens", wrong + "}"), 404, "database_not_found");
		assertEnvelope(mint("/v1/namespaces/Acme/tokens", wrong + "}"), 400, "invalid_request");
		assertEnvelope(mint("/v1/namespaces/acme/tokens", wrong + ",\"expires_in\":9223372036854775808}"), 400,
				"invalid_request");
		assertThat(this.calls.call("GET", "/v1/namespaces/acme/tokens", PLATFORM).status()).isEqualTo(405);
	}

	@Test
	@Section({ "trust 1.9", "trust 1.1" })
	void whenAuthIsOffThenNothingIsMintedAndCredentialsAreIgnored() {
		stop();
		start(false, 1_000_000);
		for (String path : new String[] { "/v1/databases/none/tokens", "/v1/namespaces/Acme/tokens" }) {
			assertThat(this.calls.post(path, "{}").status()).isEqualTo(422);
			assertEnvelope(this.calls.post(path, "{\"scope\":\"read\"}"), 400, "invalid_request");
		}
		assertThat(this.calls.post(RECALL, QUERY, bearer("garbage")).status()).isEqualTo(200);
		assertThat(this.calls.call("GET", "/v1/databases", "Authorization: x", "Authorization: y").status())
			.isEqualTo(200);
		assertThat(this.node.platformKey()).isEmpty();
		assertThat(this.node.publicKey()).isEmpty();
		assertThat(this.node.databaseToken("x")).isEmpty();
	}

	@Test
	@Section({ "trust 1.11", "control 1.8" })
	void mintingShouldSpendTheBudgetOfTheControlRoutesAndRefusalsShouldNot() {
		stop();
		start(true, 0.000001);
		for (int i = 0; i < 3; i++) {
			assertEnvelope(this.calls.call("GET", "/v1/databases"), 401, "unauthorized");
		}
		minted("/v1/namespaces/acme/tokens", "read");
		Answer refused = this.calls.call("POST", "/v1/namespaces/acme/tokens", PLATFORM);
		assertEnvelope(refused, 429, "overloaded");
		assertThat(refused.header("retry-after")).isEqualTo("1");
		assertEnvelope(this.calls.call("GET", "/v1/databases"), 401, "unauthorized");
	}

	@Test
	@Section({ "trust 1.8", "control 3.4", "database 1.3" })
	void deletionShouldRevokeOlderTokensForWritesAndOutliveARestart() {
		long past = System.currentTimeMillis() / 1000 - 10;
		String old = bearer(TestKeys.token(null, "acme", Scope.ADMIN, past, past + 3600));
		assertThat(this.calls.post(MEMORIES, NOTHING, old).status()).isEqualTo(201);
		assertThat(this.calls.call("DELETE", "/v1/databases/acme--alice", PLATFORM).status()).isEqualTo(204);
		for (int i = 0; i < 2; i++) {
			Answer refused = this.calls.post(MEMORIES, NOTHING, old);
			assertEnvelope(refused, 403, "forbidden");
			assertThat(refused.body()).contains("token revoked");
			assertEnvelope(this.calls.call("GET", "/v1/memory/acme/alice/memories/x", old), 404, "database_not_found");
			assertThat(this.calls.post(RECALL, QUERY, old).status()).isEqualTo(200);
			assertThat(this.calls.post("/v1/memory/acme/bob/memories", NOTHING, old).status()).isEqualTo(201);
			stop();
			start();
		}
		// A token of the very second of the deletion would be revoked too.
		String fresh = bearer(this.node.databaseToken("acme--alice").orElseThrow());
		assertThat(this.calls.post(MEMORIES, NOTHING, fresh).status()).isEqualTo(201);
		assertEnvelope(this.calls.post(MEMORIES, NOTHING, old), 403, "forbidden");
		assertThat(this.calls.post(RECALL, QUERY, old).status()).isEqualTo(200);
	}

	/** Who was let in before the deletion must not undo it. */
	@Test
	@Section({ "trust 1.8", "control 3.4" })
	void whenDeletionComesBetweenHeadAndBodyThenTheProfileShouldStayDeleted() {
		long past = System.currentTimeMillis() / 1000 - 10;
		String old = bearer(TestKeys.token(null, "acme", Scope.ADMIN, past, past + 3600));
		assertThat(this.calls.post(MEMORIES, NOTHING, old).status()).isEqualTo(201);
		try (RawConnection connection = new RawConnection(this.node.url())) {
			connection.request("POST " + MEMORIES + " HTTP/1.1\nContent-Type: application/json\n" + old
					+ "\nExpect: 100-continue\nContent-Length: " + NOTHING.length());
			assertThat(connection.answer().status()).isEqualTo(100);
			assertThat(this.calls.call("DELETE", "/v1/databases/acme--alice", PLATFORM).status()).isEqualTo(204);
			Answer refused = connection.send(NOTHING).answer();
			assertEnvelope(refused, 403, "forbidden");
			assertThat(refused.body()).contains("token revoked");
		}
		assertThat(this.calls.call("GET", "/v1/memory/acme", old).body()).contains("\"profiles\":[]");
	}

	@Test
	@Section({ "trust 1.5", "trust 1.8", "control 3.4", "control 17", "database 5.6" })
	void statementsThatWriteShouldNeedAWriteTokenThatIsNotRevoked() {
		long past = System.currentTimeMillis() / 1000 - 10;
		String revoked = bearer(TestKeys.token("notes", null, Scope.WRITE, past, past + 3600));
		String sql = "/v1/db/notes/sql";
		String create = "{\"stmts\":[{\"q\":\"SELECT 1\"},{\"q\":\"create table t (a)\"}]}";
		this.calls.post("/v1/databases", "{\"name\":\"notes\"}", PLATFORM);
		String read = bearer(TestKeys.token("notes", null, Scope.READ, past, past + 3600));
		assertThat(this.calls.post(sql, "{\"stmts\":[{\"q\":\"SELECT 'create'\"}]}", read).status()).isEqualTo(200);
		for (String statement : new String[] { "create table t (a)", "INSERT INTO t VALUES (1)", "DROP TABLE t",
				"SELECT replace('a', 'b', 'c')", "VACUUM", "detach x" }) {
			Answer refused = this.calls.post(sql, "{\"stmts\":[{\"q\":\"SELECT 1\"},{\"q\":\"" + statement + "\"}]}",
					read);
			assertEnvelope(refused, 403, "forbidden");
		}
		assertThat(this.calls.post(sql, create, revoked).status()).isEqualTo(200);
		assertThat(this.calls.call("DELETE", "/v1/databases/notes", PLATFORM).status()).isEqualTo(204);
		this.calls.post("/v1/databases", "{\"name\":\"notes\"}", PLATFORM);
		Answer refused = this.calls.post(sql, create, revoked);
		assertEnvelope(refused, 403, "forbidden");
		assertThat(refused.body()).contains("token revoked");
		assertThat(this.calls
			.post(sql, "{\"stmts\":[{\"q\":\"SELECT count(*) FROM sqlite_schema WHERE name = 't'\"}]}", revoked)
			.body()).contains("[[0]]");
		assertThat(this.calls.post(sql, create, bearer(this.node.databaseToken("notes").orElseThrow())).status())
			.isEqualTo(200);
	}

	@Test
	@Section("trust 1.8")
	void tokensOfTheProcessShouldWorkAcrossDeletions() {
		for (int i = 0; i < 5; i++) {
			String token = this.node.databaseToken("notes").orElseThrow();
			assertThat(this.calls.post("/v1/databases", "{\"name\":\"notes\"}", PLATFORM).status()).isEqualTo(201);
			token = this.node.databaseToken("notes").orElseThrow();
			assertThat(this.node.databaseToken("notes")).contains(token);
			assertThat(
					this.calls.post("/v1/db/notes/memory/s/turns", "{\"role\":\"user\",\"content\":1}", bearer(token))
						.status())
				.isEqualTo(201);
			assertThat(this.calls.call("DELETE", "/v1/databases/notes", PLATFORM).status()).isEqualTo(204);
		}
	}

	@Test
	void tokensOfTheProcessShouldCoverProfilesByTheirNamespace() {
		assertThat(this.node.databaseToken("acme--alice")).isEqualTo(this.node.databaseToken("acme--bob"))
			.isEqualTo(this.node.namespaceToken("acme"))
			.isNotEqualTo(this.node.namespaceToken("acme2"));
		assertThat(claims(this.node.databaseToken("a--b--c").orElseThrow())).startsWith("{\"db\":\"a--b--c\",");
	}

	@Test
	@Section("trust 1.4")
	void tokensShouldSurviveARestartWithTheKeyOfTheDataDirectory() {
		stop();
		String token;
		String key;
		try (EmbeddedNode made = withKeysOfItsOwn()) {
			token = made.namespaceToken("acme").orElseThrow();
			key = made.platformKey().orElseThrow();
		}
		try (EmbeddedNode again = withKeysOfItsOwn()) {
			Calls second = new Calls(again.url());
			assertThat(second.post(MEMORIES, NOTHING, bearer(token)).status()).isEqualTo(201);
			assertThat(second.call("GET", "/v1/databases", bearer(key)).status()).isEqualTo(200);
			assertThat(again.publicKey()).isPresent();
		}
	}

	private EmbeddedNode withKeysOfItsOwn() {
		return EmbeddedNode.builder().dataDirectory(this.directory).port(0).auth(true).start();
	}

	/** Each of them has a signature of its own to verify. */
	@Test
	@Section("trust 1.4")
	void manyDifferentTokensShouldAllBeVerified() {
		long now = System.currentTimeMillis() / 1000;
		for (int i = 0; i < 200; i++) {
			String token = TestKeys.token(null, "acme", Scope.READ, now - i, now + 3600);
			assertThat(this.calls.post(RECALL, QUERY, bearer(token)).status()).isEqualTo(200);
			assertThat(this.calls.post(RECALL, QUERY, bearer(token.substring(0, token.length() - 2))).status())
				.isEqualTo(401);
		}
	}

}
