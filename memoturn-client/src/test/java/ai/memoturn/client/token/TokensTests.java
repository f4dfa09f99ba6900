package ai.memoturn.client.token;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.ReceivedRequest;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.embedded.EmbeddedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for tokens that are found or minted for each call.
 */
class TokensTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String NOTHING = "{\"memories\":[],\"txid\":0}";

	private final AtomicInteger minted = new AtomicInteger();

	private final ScriptedServer server = new ScriptedServer(Reply.json(200, NOTHING));

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void aSourceShouldBeAskedForEachCallWithWhatTheCallNeeds() {
		List<TokenRequest> asked = new ArrayList<>();
		try (MemoturnClient client = client().tokens((request) -> {
			asked.add(request);
			return Mono.just("token-" + asked.size());
		}).build()) {
			MemoryProfile alice = client.memory("acme", "alice");
			calling(() -> alice.recall("tea"));
			calling(() -> alice.ingest(MemoryInput.fact("likes tea")));
			calling(() -> alice.onBranch("draft").transcript("s-1").window());
			calling(() -> client.profiles("acme"));
			calling(() -> client.databases().list());
		}
		assertThat(asked).containsExactly(new TokenRequest("acme", "acme--alice", TokenScope.READ),
				new TokenRequest("acme", "acme--alice", TokenScope.WRITE),
				new TokenRequest("acme", "acme--alice", TokenScope.READ),
				new TokenRequest("acme", null, TokenScope.READ));
		assertThat(authorizations()).containsExactly("Bearer token-1", "Bearer token-2", "Bearer token-3",
				"Bearer token-4", "Bearer the-platform-key");
	}

	@Test
	void whenTheSourceHasNoneThenTheCallIsAnonymousAndWhenItFailsSoDoesTheCall() {
		try (MemoturnClient client = client().tokens((request) -> Mono.empty()).build()) {
			calling(() -> client.memory("acme", "alice").recall("tea"));
			assertThat(this.server.lastRequest().header("authorization")).isEmpty();
		}
		try (MemoturnClient client = client()
			.tokens((request) -> Mono.error(new UnsupportedOperationException("no vault")))
			.build()) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("tea"));
		}
		try (MemoturnClient client = client().tokens(TokenSource.of(() -> "two words")).build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.memory("acme", "alice").recall("tea"))
				.withMessageNotContaining("two words");
		}
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void whenASourceCannotRenewThenTheRefusalIsSeen() {
		this.server.reply(Reply.json(401, "{\"error\":\"invalid token\",\"code\":\"unauthorized\"}"));
		try (MemoturnClient client = client().tokens(TokenSource.of(() -> "stale")).build()) {
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("tea"));
		}
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void aThousandCallsThatFindATokenSpentShouldShareOneRenewal() throws Exception {
		this.server.answer(this::mintingNode);
		ExecutorService threads = Executors.newFixedThreadPool(32);
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			List<CompletableFuture<Void>> calls = IntStream.range(0, 1000)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> client.memory("acme", "p-" + (i % 50)).recall("tea"),
						threads))
				.toList();
			CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.minted).hasValue(1);
		assertThat(this.server.requests()).hasSize(1001);
	}

	@Test
	void tokensShouldBeMintedWithTheLeastScopeAndKept() {
		this.server.answer(this::mintingNode);
		try (MemoturnClient client = client().mintTokens(TokenMinting.perProfile().lifetime(Duration.ofMinutes(5)))
			.build()) {
			for (int i = 0; i < 3; i++) {
				calling(() -> client.memory("acme", "alice").recall("tea"));
				calling(() -> client.memory("acme", "alice").forget("mem_1"));
				client.reactive().memory("acme", "alice").recall("tea").onErrorComplete().block(LIMIT);
			}
			calling(() -> client.profiles("acme"));
			calling(() -> client.database("plain").transcript("s-1").window());
		}
		List<ReceivedRequest> mints = mints();
		assertThat(mints).extracting(ReceivedRequest::path)
			.containsExactly("/v1/databases/acme--alice/tokens", "/v1/databases/acme--alice/tokens",
					"/v1/namespaces/acme/tokens", "/v1/databases/plain/tokens");
		assertThat(mints).extracting((mint) -> mint.body().replaceAll(".*\"scope\":\"(\\w+)\".*", "$1"))
			.containsExactly("read", "write", "read", "read");
		assertThat(mints).allSatisfy((mint) -> {
			assertThat(mint.header("authorization")).contains("Bearer the-platform-key");
			assertThat(mint.body()).contains("\"expires_in\":300");
		});
	}

	@ParameterizedTest
	@CsvSource({ "invalid token: expired, 401", "token revoked by deletion, 403" })
	void whenATokenIsRefusedThenItIsReplacedOnceAndTheCallMadeOnceMore(String error, int status) {
		this.server.answer((request) -> {
			boolean first = request.header("authorization").filter("Bearer minted-1"::equals).isPresent();
			return (first) ? Reply.json(status, "{\"error\":\"" + error + "\",\"code\":\"x\"}") : mintingNode(request);
		});
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			client.memory("acme", "alice").recall("tea");
			client.memory("acme", "alice").recall("tea");
		}
		assertThat(authorizations()).containsExactly("Bearer the-platform-key", "Bearer minted-1",
				"Bearer the-platform-key", "Bearer minted-2", "Bearer minted-2");
	}

	@Test
	void whenEveryTokenIsRefusedThenTheCallFailsAfterOneMore() {
		this.server.answer((request) -> request.path().endsWith("/tokens") ? mintingNode(request)
				: Reply.json(401, "{\"error\":\"invalid token\",\"code\":\"unauthorized\"}"));
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("tea"));
		}
		assertThat(this.server.requests()).hasSize(4);
	}

	@Test
	void whenTheTokenDoesNotCoverTheTargetThenNothingIsReplaced() {
		this.server.answer((request) -> request.path().endsWith("/tokens") ? mintingNode(request)
				: Reply.json(403, "{\"error\":\"token does not cover this profile\",\"code\":\"forbidden\"}"));
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("tea"));
		}
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void whenAProfileDoesNotExistYetThenATokenOfItsNamespaceStandsIn() {
		this.server.answer((request) -> request.path().equals("/v1/databases/acme--new/tokens")
				? Reply.json(404, "{\"error\":\"no such database\",\"code\":\"database_not_found\"}")
				: mintingNode(request));
		try (MemoturnClient client = client().mintTokens(TokenMinting.perProfile()).build()) {
			client.memory("acme", "new").recall("tea");
			client.memory("acme", "new").recall("tea");
		}
		assertThat(mints()).extracting(ReceivedRequest::path)
			.containsExactly("/v1/databases/acme--new/tokens", "/v1/namespaces/acme/tokens");
	}

	@Test
	void whenMintingFailsThenTheNextCallTriesAgain() {
		this.server.answer((request) -> request.path().endsWith("/tokens")
				? Reply.json(500, "{\"error\":\"broken\",\"code\":\"internal\"}") : Reply.json(200, NOTHING));
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			calling(() -> client.memory("acme", "alice").recall("tea"));
			calling(() -> client.memory("acme", "alice").recall("tea"));
			assertThat(this.server.requests()).hasSize(2);
			this.server.answer(this::mintingNode);
			client.memory("acme", "alice").recall("tea");
		}
	}

	@Test
	void onlySoManyTokensShouldBeKept() {
		this.server.answer(this::mintingNode);
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace().maxCached(2)).build()) {
			for (String namespace : List.of("a", "b", "a", "c", "a", "b")) {
				client.memory(namespace, "alice").recall("tea");
			}
		}
		assertThat(mints()).extracting(ReceivedRequest::path)
			.containsExactly("/v1/namespaces/a/tokens", "/v1/namespaces/b/tokens", "/v1/namespaces/c/tokens",
					"/v1/namespaces/b/tokens");
	}

	@Test
	void whatTheNodeEchoesOfAMintedTokenShouldNotBeSeen() {
		String token = "eyJhbGciOiJFZERTQSJ9.eyJkYiI6ImEifQ.canary-signature";
		this.server.answer((request) -> request.path().endsWith("/tokens")
				? Reply.json(201, "{\"token\":\"" + token + "\",\"expires_in\":3600}")
				: Reply.json(400, "{\"error\":\"bad header " + token + "\",\"code\":\"invalid_request\"}"));
		try (MemoturnClient client = client().mintTokens(TokenMinting.perNamespace()).build()) {
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("tea"))
				.withMessageContaining("bad header")
				.withMessageNotContaining("canary");
		}
	}

	@Test
	void aNodeThatAsksForCredentialsShouldAcceptWhatIsMinted(@TempDir Path dataDirectory) {
		try (EmbeddedNode node = EmbeddedNode.builder()
			.dataDirectory(dataDirectory)
			.port(0)
			.auth(true)
			.platformKey("the-platform-key")
			.start();
				MemoturnClient client = MemoturnClient.builder()
					.url(node.url())
					.platformKey("the-platform-key")
					.mintTokens(TokenMinting.perProfile())
					.build();
				MemoturnClient anonymous = MemoturnClient.builder().url(node.url()).build()) {
			MemoryProfile alice = client.memory("acme", "alice");
			// Before its first ingest, a profile has no database to mint a token for.
			alice.ingest(MemoryInput.fact("user.diet", "vegetarian"));
			assertThat(alice.recall("vegetarian").memories()).hasSize(1);
			assertThat(client.profiles("acme")).hasSize(1);
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> anonymous.memory("acme", "alice").recall("vegetarian"));
		}
	}

	@Test
	void whatCannotWorkShouldBeRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client().token("a").tokens(TokenSource.of(() -> "b")).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client().platformKey(null).mintTokens(TokenMinting.perProfile()).build())
			.withMessageContaining("platformKey");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TokenMinting.perProfile().lifetime(Duration.ofSeconds(9)));
		assertThatIllegalArgumentException().isThrownBy(() -> TokenMinting.perProfile().maxCached(0));
	}

	private Reply mintingNode(ReceivedRequest request) {
		return request.path().endsWith("/tokens")
				? Reply.json(201, "{\"token\":\"minted-" + this.minted.incrementAndGet() + "\",\"expires_in\":3600}")
				: Reply.json(200, NOTHING);
	}

	private MemoturnClient.Builder client() {
		return MemoturnClient.builder()
			.url(this.server.url())
			.platformKey("the-platform-key")
			.retry(RetrySettings.off());
	}

	private List<ReceivedRequest> mints() {
		return this.server.requests().stream().filter((request) -> request.path().endsWith("/tokens")).toList();
	}

	private List<String> authorizations() {
		return this.server.requests()
			.stream()
			.map((request) -> request.header("authorization").orElse("none"))
			.toList();
	}

	// What is answered does not matter to what was asked.
	private static void calling(Runnable call) {
		try {
			call.run();
		}
		catch (MemoturnException ex) {
			assertThat(ex.code()).isNotEmpty();
		}
	}

}
