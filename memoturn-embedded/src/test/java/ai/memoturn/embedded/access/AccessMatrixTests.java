package ai.memoturn.embedded.access;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.access.ProtocolRoutes.ProtocolRoute;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every route of the protocol, with every method and every kind of credential, over the
 * wire on a node whose database {@code acme--alice} was deleted: promise J2.
 */
class AccessMatrixTests {

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

	private static final String DATABASE = "acme--alice";

	private static final Map<String, Credential> CREDENTIALS = new LinkedHashMap<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path directory;

	@SuppressWarnings("NullAway.Init")
	private static EmbeddedNode node;

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder()
			.dataDirectory(directory)
			.port(0)
			.auth(true)
			.signingKey(TestKeys.pkcs8())
			.platformKey(TestKeys.PLATFORM_KEY)
			.controlRate(1_000_000)
			.start();
		Calls calls = new Calls(node.url());
		assertThat(calls
			.post("/v1/memory/acme/alice/memories", "{\"memories\":[]}",
					"Authorization: Bearer " + node.databaseToken(DATABASE).orElseThrow())
			.status()).isEqualTo(201);
		assertThat(calls.call("DELETE", "/v1/databases/" + DATABASE, "Authorization: Bearer " + TestKeys.PLATFORM_KEY)
			.status()).isEqualTo(204);
		collectCredentials();
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	private static void collectCredentials() {
		long deleted = System.currentTimeMillis() / 1000;
		long later = deleted + 1;
		long end = deleted + 3600;
		CREDENTIALS.put("none", new Credential("", null, null, null, false));
		CREDENTIALS.put("garbage", new Credential("Bearer garbage", null, null, null, false));
		CREDENTIALS.put("platform", new Credential("Bearer " + TestKeys.PLATFORM_KEY, null, null, null, false));
		for (Scope scope : Scope.values()) {
			add("database " + scope, TestKeys.token(DATABASE, null, scope, later, end), DATABASE, null, scope, false);
			add("namespace " + scope, TestKeys.token(null, "acme", scope, later, end), null, "acme", scope, false);
			add("revoked database " + scope, TestKeys.token(DATABASE, null, scope, deleted - 60, end), DATABASE, null,
					scope, true);
			add("revoked namespace " + scope, TestKeys.token(null, "acme", scope, deleted - 60, end), null, "acme",
					scope, true);
		}
		add("other database", TestKeys.token("acme--bob", null, Scope.ADMIN, later, end), "acme--bob", null,
				Scope.ADMIN, false);
		add("branch as database", TestKeys.token(DATABASE + "@main", null, Scope.ADMIN, later, end), DATABASE + "@main",
				null, Scope.ADMIN, false);
		add("other namespace", TestKeys.token(null, "acm", Scope.ADMIN, later, end), null, "acm", Scope.ADMIN, false);
		String admin = TestKeys.token(DATABASE, null, Scope.ADMIN, later, end);
		CREDENTIALS.put("expired", new Credential(
				"Bearer " + TestKeys.token(DATABASE, null, Scope.ADMIN, 0, deleted - 60), null, null, null, false));
		CREDENTIALS.put("other scheme", new Credential("bearer " + admin, null, null, null, false));
		CREDENTIALS.put("two blanks", new Credential("Bearer  " + admin, null, null, null, false));
		CREDENTIALS.put("signed by another node",
				new Credential("Bearer " + TestKeys.signed(SigningKey.generate(), "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}",
						"{\"db\":\"acme--alice\",\"scope\":\"admin\",\"exp\":" + end + ",\"iat\":" + later + "}"), null,
						null, null, false));
	}

	private static void add(String name, String token, @Nullable String database, @Nullable String namespace,
			Scope scope, boolean revoked) {
		CREDENTIALS.put(name, new Credential("Bearer " + token, database, namespace, scope, revoked));
	}

	@Test
	@Section({ "trust 1.2", "trust 1.5", "trust 1.6", "trust 1.7", "trust 1.8", "memory 3", "control 1.8", "memory 11",
			"database 2.1", "database 13", "control 1", "control 3.4" })
	void everyRouteShouldTakeTheCredentialsOfTheDocumentAndNoOthers() {
		List<String> differences = new ArrayList<>();
		int asked = 0;
		try (RawConnection connection = new RawConnection(node.url())) {
			for (ProtocolRoute route : ProtocolRoutes.all()) {
				for (String method : METHODS) {
					if (route.covers(method)) {
						for (Map.Entry<String, Credential> credential : CREDENTIALS.entrySet()) {
							String difference = difference(connection, method, route.path("acme", "alice"),
									route.rule(), credential.getValue());
							asked++;
							if (difference != null) {
								differences.add(credential.getKey() + ": " + difference);
							}
						}
					}
				}
			}
		}
		assertThat(differences).isEmpty();
		assertThat(asked).isGreaterThan(3000);
	}

	private static @Nullable String difference(RawConnection connection, String method, String path, String rule,
			Credential credential) {
		String header = credential.authorization().isEmpty() ? "" : "\nAuthorization: " + credential.authorization();
		connection.request(method + " " + path + " HTTP/1.1" + header);
		Answer answer = method.equals("HEAD") ? connection.answerWithoutBody() : connection.answer();
		int expected = credential.expected(rule);
		boolean refused = answer.status() == 401 || answer.status() == 403;
		boolean right = (expected == 200) ? !refused : answer.status() == expected;
		if (refused && !method.equals("HEAD")) {
			right &= answer.body()
				.endsWith(",\"code\":\"" + ((answer.status() == 401) ? "unauthorized" : "forbidden") + "\"}");
			right &= !answer.headers().containsKey("www-authenticate");
		}
		return right ? null : method + " " + path + " wants " + rule + ", expected " + expected + ", was "
				+ answer.status() + " " + answer.body();
	}

	/**
	 * What is no route asks for the platform key or an admin token, wherever there is a
	 * guarded area.
	 */
	@ParameterizedTest
	@CsvSource({ "/v1/memory/acme/alice/nothing, admin", "/v1/memory/acme/alice, admin",
			"/v1/memory/acme/alice/, admin", "/v1/memory/acme/alice/recall/x, admin", "/v1/memory/acme/, namespace",
			"/v1/memory/acme/alice/sql, admin", "/v1/db/acme--alice/nothing, admin", "/v1/db/acme--alice, admin",
			"/v1/db/acme--alice/docs/c/nothing, write", "/v1/db/acme--alice/sql/, admin",
			"/v1/db/acme--alice/branches/x/nothing, admin", "/v1/databases/a/b/c, platform",
			"/v1/databases-and-more, platform", "/v1/namespaces, platform", "/v1/namespaces/acme/audit/, platform",
			"/v1/%64atabases, open", "/V1/databases, open", "/v1/memory/, open", "/v1/db, open", "/internal/x, open",
			"/v1/nothing, open", "/v1/db/acme--alice@b/sql, read", "/v1/db/acme--alice%40b/sql, read",
			"/v1/db/acme-%2dalice/sql, read", "/v1/memory/acm%65/alice/recall, read",
			"/v1/memory/acme/alice/rec%61ll, admin" })
	@Section({ "trust 1.2", "trust 1.5" })
	void pathsThatAreNoRoutesShouldBeGuardedLikeTheirArea(String path, String rule) {
		try (RawConnection connection = new RawConnection(node.url())) {
			assertThat(CREDENTIALS.values()
				.stream()
				.map((credential) -> difference(connection, "POST", path, rule, credential))
				.filter((difference) -> difference != null)).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/memory/ACME/alice/recall", "/v1/memory/acme/a--b/recall", "/v1/memory/acme--x/alice/recall",
			"/v1/memory/acme/-/recall", "/v1/db/acme/sql", "/v1/db/acmex--alice/sql", "/v1/db/acme---bob/sql",
			"/v1/db/acme--a--b/sql", "/v1/db/notes/sql", "/v1/db/@main/sql", "/v1/memory/acme%2Falice/x/recall",
			"/v1/memory/x/alice/recall", "/v1/memory/ACME" })
	@Section({ "trust 1.6", "control 2.2" })
	void namespaceTokensShouldCoverNothingElse(String path) {
		Answer answer = new Calls(node.url()).call("POST", path,
				"Authorization: Bearer " + TestKeys.namespaceToken("acme", Scope.ADMIN));
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.body()).contains("token ", "\"forbidden\"");
	}

	@Test
	@Section("trust 1.2")
	void optionsShouldNeedNothing() {
		Answer answer = new Calls(node.url()).call("OPTIONS", "/v1/databases");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers().keySet()).noneMatch((name) -> name.startsWith("access-control"));
	}

	@Test
	@Section("trust 1.2")
	void twoCredentialsShouldCountAsNone() {
		String header = "Authorization: Bearer " + TestKeys.PLATFORM_KEY;
		assertThat(new Calls(node.url()).call("GET", "/v1/databases", header).status()).isEqualTo(200);
		assertThat(new Calls(node.url()).call("GET", "/v1/databases", header, header).status()).isEqualTo(401);
	}

	@Test
	@Section("trust 1.2")
	void whoeverIsRefusedShouldLearnNothingOfTheBody() {
		Calls calls = new Calls(node.url());
		assertThat(calls.post("/v1/memory/acme/alice/memories", "{").status()).isEqualTo(401);
		assertThat(calls.call("POST", "/v1/memory/acme/alice/memories", "Content-Length: 99999999999").status())
			.isEqualTo(401);
		assertThat(calls.call("POST", "/v1/databases", "Content-Type: text/plain").status()).isEqualTo(401);
	}

	/**
	 * @param authorization the header
	 * @param database what its token is for
	 * @param namespace what its token is for
	 * @param scope how much its token allows, {@code null} without a token that verifies
	 * @param revoked whether the token is from before the deletion
	 */
	private record Credential(String authorization, @Nullable String database, @Nullable String namespace,
			@Nullable Scope scope, boolean revoked) {

		int expected(String rule) {
			boolean platform = this.authorization.equals("Bearer " + TestKeys.PLATFORM_KEY);
			boolean wholeNamespace = "acme".equals(this.namespace);
			boolean covers = wholeNamespace || DATABASE.equals(this.database);
			return switch (rule) {
				case "open" -> 200;
				case "platform" -> platform ? 200 : 401;
				case "platform or namespace admin" ->
					(platform || (wholeNamespace && this.scope == Scope.ADMIN)) ? 200 : 401;
				case "namespace" -> (this.scope == null) ? 401 : wholeNamespace ? 200 : 403;
				case "read" -> (this.scope == null) ? 401 : covers ? 200 : 403;
				case "write" ->
					(this.scope == null) ? 401 : (covers && this.scope != Scope.READ && !this.revoked) ? 200 : 403;
				case "admin" ->
					(this.scope == null) ? 401 : (covers && this.scope == Scope.ADMIN && !this.revoked) ? 200 : 403;
				default -> throw new IllegalArgumentException(rule);
			};
		}

	}

}
