package ai.memoturn.client.token;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What minting puts on the wire, byte for byte, and what is made of what comes back.
 */
class TokensWireTests {

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
		.platformKey("k-0")
		.retry(RetrySettings.off())
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		return ExpectedRequest.onBothFaces(
				request("/databases/acme--alice/tokens", "{\"scope\":\"read\"}",
						(tokens) -> tokens.mintForDatabase("acme--alice", TokenScope.READ)),
				request("/databases/My%20Notes.v2/tokens", "{\"scope\":\"write\",\"expires_in\":90}",
						(tokens) -> tokens.mintForDatabase("My Notes.v2", TokenScope.WRITE, Duration.ofSeconds(90))),
				request("/databases/x/tokens", "{\"scope\":\"audit\"}",
						(tokens) -> tokens.mintForDatabase("x", TokenScope.of("audit"), null)),
				request("/namespaces/acme/tokens", "{\"scope\":\"admin\"}",
						(tokens) -> tokens.mintForNamespace("acme", TokenScope.ADMIN)),
				request("/namespaces/acme/tokens", "{\"scope\":\"admin\",\"expires_in\":0}",
						(tokens) -> tokens.mintForNamespace("acme", TokenScope.ADMIN, Duration.ZERO)),
				request("/namespaces/acme/tokens", "{\"scope\":\"admin\",\"expires_in\":9007199254740991}",
						(tokens) -> tokens.mintForNamespace("acme", TokenScope.ADMIN,
								Duration.ofSeconds(9007199254740991L))));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<Tokens> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.of(client).tokens())).isNotNull();
		expected.check(server.lastRequest(), "/v1", "");
		assertThat(server.lastRequest().header("authorization")).contains("Bearer k-0");
	}

	@ParameterizedTest
	@EnumSource
	void tokenShouldSayWhenItExpires(Face face) {
		Tokens tokens = face.of(client).tokens();
		server.reply(Reply.json(201, "{\"token\":\"a.b.c\",\"expires_in\":600,\"more\":[]}"));
		Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		for (MintedToken token : List.of(tokens.mintForDatabase("acme--alice", TokenScope.READ, Duration.ofDays(1)),
				tokens.mintForNamespace("acme", TokenScope.READ))) {
			assertThat(token.value()).isEqualTo("a.b.c");
			assertThat(token.ttl()).isEqualTo(Duration.ofMinutes(10));
			assertThat(token.expiresAt()).isBetween(before.plusSeconds(600), Instant.now().plusSeconds(600));
			assertThat(token.toString()).contains(token.expiresAt().toString()).doesNotContain("a.b.c");
		}
		server.reply(Reply.json(201, "{\"token\":\"a.b.c\",\"expires_in\":9007199254740991}"));
		assertThat(tokens.mintForNamespace("acme", TokenScope.READ).expiresAt()).isAfter(before);
	}

	@ParameterizedTest
	@EnumSource
	void brokenAnswerShouldLeaveTheOutcomeOpen(Face face) {
		Tokens tokens = face.of(client).tokens();
		for (String answer : List.of("", "null", "[]", "{\"token\":\"canary\"}", "{\"expires_in\":1}",
				"{\"token\":null,\"expires_in\":1}", "{\"token\":\"\",\"expires_in\":1}",
				"{\"token\":\"canary x\",\"expires_in\":1}", "{\"token\":\"canary\\n\",\"expires_in\":1}",
				"{\"token\":7,\"expires_in\":1}", "{\"token\":\"canary\",\"expires_in\":-1}",
				"{\"token\":\"canary\",\"expires_in\":1.5}", "{\"token\":\"canary\",\"expires_in\":\"1\"}",
				"{\"token\":\"canary\",\"expires_in\":9007199254740992}",
				"{\"token\":\"canary\",\"expires_in\":99999999999999999999}", "{\"token\":\"canary\",")) {
			server.reply(Reply.json(201, answer));
			assertThatExceptionOfType(UnknownOutcomeException.class).as(answer)
				.isThrownBy(() -> tokens.mintForNamespace("acme", TokenScope.READ))
				.withMessageNotContaining("canary")
				.matches((ex) -> !ex.isRetryable());
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusalShouldSayWhetherToTryAgain(Face face) {
		Tokens tokens = face.of(client).tokens();
		server.reply(Reply.of(429, "application/json", "{\"error\":\"x\",\"code\":\"overloaded\"}", "Retry-After: 1"));
		assertThatExceptionOfType(OverloadedException.class)
			.isThrownBy(() -> tokens.mintForNamespace("acme", TokenScope.READ))
			.matches((ex) -> ex.isRetryable() && ex.retryAfter().orElseThrow().equals(Duration.ofSeconds(1)));
		server.reply(Reply.json(404, "{\"error\":\"x\",\"code\":\"database_not_found\"}"));
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> tokens.mintForDatabase("acme--alice", TokenScope.READ))
			.matches((ex) -> !ex.isRetryable());
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		TokenScope scope = TokenScope.READ;
		return Stream.of(bad("database", (tokens) -> tokens.mintForDatabase(null, scope)),
				bad("database", (tokens) -> tokens.mintForDatabase("acme--alice@draft", scope)),
				bad("profile in database", (tokens) -> tokens.mintForDatabase("acme--Alice", scope)),
				bad("namespace", (tokens) -> tokens.mintForNamespace(null, scope)),
				bad("namespace", (tokens) -> tokens.mintForNamespace("acme--alice", scope)),
				bad("scope", (tokens) -> tokens.mintForNamespace("acme", null)),
				bad("scope", (tokens) -> tokens.mintForDatabase("acme--alice", null)),
				bad("ttl", (tokens) -> tokens.mintForNamespace("acme", scope, Duration.ofSeconds(-1))),
				bad("ttl", (tokens) -> tokens.mintForNamespace("acme", scope, Duration.ofMillis(1500))),
				bad("ttl", (tokens) -> tokens.mintForDatabase("acme--alice", scope, Duration.ofSeconds(1L << 53))));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<Tokens> call) {
		for (Face face : Face.values()) {
			int before = server.requests().size();
			assertThatIllegalArgumentException().isThrownBy(() -> call.accept(face.of(client).tokens()))
				.withMessageContaining(name)
				.withNoCause();
			assertThat(server.requests()).hasSize(before);
		}
	}

	private static Arguments bad(String name, Consumer<Tokens> call) {
		return Arguments.of(name, call);
	}

	private static ExpectedRequest<Tokens> request(String path, String body, Consumer<Tokens> call) {
		return new ExpectedRequest<>("POST", path, body, call);
	}

}
