package ai.memoturn.client;

import ai.memoturn.client.audit.AuditQuery;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.token.TokenScope;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link MemoturnCredentials}: which secret a call is sent with.
 */
class CredentialsTests {

	private final ScriptedServer server = new ScriptedServer(Reply.close());

	@AfterEach
	void close() {
		this.server.close();
	}

	private MemoturnClient client(MemoturnCredentials credentials) {
		return MemoturnClient.builder().url(this.server.url()).credentials(credentials).build();
	}

	private String sentBy(ThrowingCallable call) {
		assertThat(catchThrowable(call)).isNotNull();
		return this.server.lastRequest().header("authorization").orElse("nothing");
	}

	@ParameterizedTest
	@EnumSource
	void everyCallShouldBeSentWithTheSecretForWhatItIsAbout(Face face) {
		try (MemoturnClient client = client(new Echo())) {
			assertThat(sentBy(() -> face.memory(client).recall("x"))).matches("Bearer database:[a-z]+--[a-z]+");
			assertThat(sentBy(() -> client.memory("acme", "alice").onBranch("b").recall("x")))
				.isEqualTo("Bearer database:acme--alice");
			assertThat(sentBy(() -> client.database("notes@draft").transcript("s").window(1)))
				.isEqualTo("Bearer database:notes");
			assertThat(sentBy(() -> client.profiles("acme"))).isEqualTo("Bearer namespace:acme");
			assertThat(sentBy(() -> face.of(client).databases().list())).isEqualTo("Bearer platform");
			assertThat(sentBy(() -> face.of(client).audit("acme").page(AuditQuery.builder().build())))
				.isEqualTo("Bearer platform");
			assertThat(sentBy(() -> face.of(client).policies().getNamespace("acme"))).isEqualTo("Bearer platform");
			assertThat(sentBy(() -> face.of(client).policies().getProfile("acme", "alice")))
				.isEqualTo("Bearer database:acme--alice");
			assertThat(sentBy(client::ping)).isEqualTo("nothing");
		}
	}

	@ParameterizedTest
	@EnumSource
	void auditStreamShouldBeReadWithATokenWhereThereIsNoPlatformKey(Face face) {
		Echo echo = new Echo();
		echo.hasPlatformKey = false;
		try (MemoturnClient client = client(echo)) {
			assertThat(sentBy(() -> face.of(client).audit("acme").page(AuditQuery.builder().build())))
				.isEqualTo("Bearer namespace:acme");
			assertThat(sentBy(() -> face.of(client).tokens().mintForNamespace("acme", TokenScope.READ)))
				.isEqualTo("nothing");
		}
	}

	@Test
	void secretsShouldBeAskedForOnEachCallAndTakenOutOfAnswers() {
		Echo echo = new Echo();
		try (MemoturnClient client = client(echo)) {
			this.server.reply(Reply.json(401, "{\"error\":\"no database:acme--alice.1\",\"code\":\"unauthorized\"}"));
			echo.suffix = ".1";
			assertThat(catchThrowable(() -> client.memory("acme", "alice").recall("x")))
				.hasMessageContaining("no ******");
			echo.suffix = ".2";
			assertThat(sentBy(() -> client.memory("acme", "alice").recall("x")))
				.isEqualTo("Bearer database:acme--alice.2");
		}
	}

	@Test
	void whenTheSourceFailsThenTheCallFailsAndNothingIsSent() {
		Echo echo = new Echo();
		try (MemoturnClient client = client(echo)) {
			echo.suffix = " s3cret";
			assertThatIllegalArgumentException().isThrownBy(() -> client.memory("acme", "alice").recall("x"))
				.withMessageContaining("token")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cret"));
			echo.suffix = null;
			assertThatIllegalStateException().isThrownBy(() -> client.memory("acme", "alice").recall("x"))
				.withMessage("no suffix");
			assertThat(this.server.requests()).isEmpty();
		}
	}

	@Test
	void whicheverIsSetLastShouldCount() {
		try (MemoturnClient client = MemoturnClient.builder()
			.url(this.server.url())
			.credentials(new Echo())
			.token("t-0")
			.build()) {
			assertThat(sentBy(() -> client.memory("acme", "alice").recall("x"))).isEqualTo("Bearer t-0");
		}
		try (MemoturnClient client = MemoturnClient.builder()
			.url(this.server.url())
			.platformKey("k-0")
			.credentials(new Echo())
			.build()) {
			assertThat(sentBy(() -> client.databases().list())).isEqualTo("Bearer platform");
		}
	}

	/** Returns what it was asked for. */
	private static final class Echo implements MemoturnCredentials {

		private volatile @Nullable String suffix = "";

		private volatile boolean hasPlatformKey = true;

		private String suffix() {
			String value = this.suffix;
			if (value == null) {
				throw new IllegalStateException("no suffix");
			}
			return value;
		}

		@Override
		public String databaseToken(String database) {
			return "database:" + database + suffix();
		}

		@Override
		public String namespaceToken(String namespace) {
			return "namespace:" + namespace + suffix();
		}

		@Override
		public @Nullable String platformKey() {
			return this.hasPlatformKey ? "platform" + suffix() : null;
		}

	}

}
