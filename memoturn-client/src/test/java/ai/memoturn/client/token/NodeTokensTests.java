package ai.memoturn.client.token;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.testing.Face;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Minted tokens do at a real node what they were minted for, and nothing else.
 */
@Timeout(60)
class NodeTokensTests {

	private static final MemoryInput EVENT = MemoryInput.event("x");

	@TempDir
	static Path data;

	private static @Nullable EmbeddedNode node;

	private static @Nullable MemoturnClient operator;

	@BeforeAll
	static void start() {
		EmbeddedNode started = EmbeddedNode.builder().dataDirectory(data).port(0).auth(true).controlRate(1_000).start();
		node = started;
		operator = MemoturnClient.builder().url(started.url()).platformKey(started.platformKey().orElseThrow()).build();
	}

	@AfterAll
	static void stop() {
		if (operator != null) {
			operator.close();
		}
		if (node != null) {
			node.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void namespaceTokenShouldOpenItsNamespaceAlone(Face face) {
		try (MemoturnClient client = client(tokens(face).mintForNamespace("acme", TokenScope.WRITE))) {
			MemoryProfile memory = face.of(client).memory("acme", name(face, "new"));
			String id = memory.ingest(EVENT).results().get(0).id();
			assertThat(memory.get(id)).isPresent();
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> face.of(client).memory("other", "alice").get(id));
			assertThatExceptionOfType(UnauthorizedException.class)
				.isThrownBy(() -> face.of(client).tokens().mintForNamespace("acme", TokenScope.READ));
		}
	}

	@ParameterizedTest
	@EnumSource
	void scopeShouldLimitWhatATokenDoes(Face face) {
		String profile = name(face, "scope");
		try (MemoturnClient writer = client(
				tokens(face).mintForNamespace("acme", TokenScope.ADMIN, Duration.ofDays(365)));
				MemoturnClient reader = client(tokens(face).mintForNamespace("acme", TokenScope.READ))) {
			String id = face.of(writer).memory("acme", profile).ingest(EVENT).results().get(0).id();
			MemoryProfile memory = face.of(reader).memory("acme", profile);
			assertThat(memory.get(id)).isPresent();
			assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> memory.ingest(EVENT));
		}
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> tokens(face).mintForNamespace("acme", TokenScope.of("everything")));
	}

	@ParameterizedTest
	@EnumSource
	void databaseTokenShouldNeedTheDatabaseAndEndWithIt(Face face) {
		String profile = name(face, "one");
		String database = "acme--" + profile;
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> tokens(face).mintForDatabase(database, TokenScope.WRITE));
		try (MemoturnClient seeder = client(tokens(face).mintForNamespace("acme", TokenScope.WRITE))) {
			face.of(seeder).memory("acme", profile).ingest(EVENT);
		}
		try (MemoturnClient client = client(tokens(face).mintForDatabase(database, TokenScope.WRITE))) {
			MemoryProfile memory = face.of(client).memory("acme", profile);
			assertThat(memory.ingest(EVENT).results()).hasSize(1);
			assertThatExceptionOfType(ForbiddenException.class)
				.isThrownBy(() -> face.of(client).memory("acme", "alice").ingest(EVENT));
			assertThat(face.of(operator()).databases().delete(database)).isTrue();
			assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> memory.ingest(EVENT))
				.withMessageContaining("revoked");
		}
	}

	@ParameterizedTest
	@EnumSource
	void expiryShouldNeverBeLaterThanTheNodes(Face face) {
		for (MintedToken token : new MintedToken[] { tokens(face).mintForNamespace("acme", TokenScope.READ),
				tokens(face).mintForNamespace("acme", TokenScope.READ, Duration.ofSeconds(90)) }) {
			String claims = new String(Base64.getUrlDecoder().decode(token.value().split("\\.")[1]),
					StandardCharsets.UTF_8);
			long expires = Long.parseLong(claims.replaceAll(".*\"exp\":(\\d+).*", "$1"));
			assertThat(token.expiresAt().getEpochSecond()).isBetween(expires - 60, expires);
		}
		assertThat(tokens(face).mintForNamespace("acme", TokenScope.READ).ttl()).isEqualTo(Duration.ofHours(1));
		assertThat(tokens(face).mintForNamespace("acme", TokenScope.READ, Duration.ZERO).ttl()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whoHasNoPlatformKeyShouldMintNothing(Face face) {
		try (MemoturnClient nobody = MemoturnClient.builder().url(node().url()).build();
				MemoturnClient guesser = MemoturnClient.builder().url(node().url()).platformKey("guess").build()) {
			for (MemoturnClient client : new MemoturnClient[] { nobody, guesser }) {
				assertThatExceptionOfType(UnauthorizedException.class)
					.isThrownBy(() -> face.of(client).tokens().mintForNamespace("acme", TokenScope.READ));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void nodeWithoutAuthorizationShouldHaveNoTokens(Face face, @TempDir Path directory) {
		try (EmbeddedNode open = EmbeddedNode.builder().dataDirectory(directory).port(0).start();
				MemoturnClient client = MemoturnClient.builder().url(open.url()).build()) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> face.of(client).tokens().mintForNamespace("acme", TokenScope.READ));
		}
	}

	private static MemoturnClient client(MintedToken token) {
		return MemoturnClient.builder().url(node().url()).token(token.value()).build();
	}

	private static Tokens tokens(Face face) {
		return face.of(operator()).tokens();
	}

	private static String name(Face face, String profile) {
		return profile + "-" + face.ordinal();
	}

	private static EmbeddedNode node() {
		return Objects.requireNonNull(node);
	}

	private static MemoturnClient operator() {
		return Objects.requireNonNull(operator);
	}

}
