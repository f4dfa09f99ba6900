package ai.memoturn.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientSettingsTests {

	private static final Reply FOUND = Reply.json(200, "{\"memories\":[],\"txid\":1}");

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "localhost:8080", "127.0.0.1", "/v1", "//host", "ftp://host", "file:///x",
			"mailto:a@b", "http:", "http:/x", "http://", "http:///x", "http://:8080", "http://user@host",
			"http://user:hunter2@host", "http://hunter2@:80", "http://host?x=1", "http://host/?", "http://host#f",
			"http://host/a/../b", "http://host/./b", "http://host//b", "http://host/%2E%2e/b", "http://host:0",
			"http://host:99999", "http://ho st", "http://host/a b", "http://user:hunter2@ho st" })
	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	void badUrlShouldBeRefused(@Nullable String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> builder().url(url))
			.withMessageStartingWith("url ")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter2"))
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:8080", "https://memoturn.internal", "HTTP://Host:80/",
			"http://[::1]:8080", "http://host/a%20b/" })
	void goodUrlShouldBeAccepted(String url) {
		builder().url(url).build().close();
		builder().url(URI.create(url)).build().close();
	}

	@Test
	void missingUrlShouldBeNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> builder().build())
			.withMessageContaining("url must be set");
	}

	static Stream<Consumer<MemoturnClient.Builder>> badSettings() {
		Duration hour = Duration.ofHours(1);
		return Stream.of((b) -> b.connectTimeout(Duration.ZERO), (b) -> b.connectTimeout(Duration.ofSeconds(-1)),
				(b) -> b.responseTimeout(Duration.ZERO), (b) -> b.totalTimeout(Duration.ZERO),
				(b) -> b.totalTimeout(Duration.ofNanos(-1)), (b) -> b.connectTimeout(hour).build(),
				(b) -> b.responseTimeout(hour).build(), (b) -> b.maxConnections(0), (b) -> b.maxConnections(-1),
				(b) -> b.maxResponseSize(0), (b) -> b.token(""), (b) -> b.platformKey(" "), (b) -> b.name(" "),
				(b) -> b.source("\ud800"));
	}

	@ParameterizedTest
	@MethodSource("badSettings")
	void badSettingShouldBeRefused(Consumer<MemoturnClient.Builder> setting) {
		assertThatIllegalArgumentException().isThrownBy(() -> setting.accept(builder().url("http://localhost:1")));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "hunter2\n", "hunter2\r\nX: y", "hunter2\u0000", "hunter 2", "hunter2\u00e9", "\thunter2" })
	void badSecretShouldBeRefusedWithoutEcho(String secret) {
		assertThatIllegalArgumentException().isThrownBy(() -> builder().token(secret))
			.withMessageStartingWith("token ")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder().platformKey(secret))
			.withMessageStartingWith("platformKey ");
	}

	@ParameterizedTest
	@EnumSource
	void urlShouldBeAskedOnEachCall(Face face) {
		try (ScriptedServer one = new ScriptedServer(FOUND); ScriptedServer two = new ScriptedServer(FOUND)) {
			AtomicReference<URI> url = new AtomicReference<>(one.url());
			try (MemoturnClient client = builder().url(url::get).build()) {
				face.memory(client).recall("x");
				url.set(two.url());
				face.memory(client).recall("x");
				assertThat(one.requests()).hasSize(1);
				assertThat(two.requests()).hasSize(1);
				url.set(URI.create("ftp://host"));
				assertThatIllegalArgumentException().isThrownBy(() -> face.memory(client).recall("x"))
					.withMessageStartingWith("url ");
			}
			try (MemoturnClient client = builder().url(() -> {
				throw new IllegalStateException("not started yet");
			}).build()) {
				assertThatIllegalStateException().isThrownBy(() -> face.memory(client).recall("x"))
					.withMessage("not started yet");
			}
		}
	}

	static Stream<Arguments> credentials() {
		return Stream.of(Arguments.of("t", "k", "Bearer t"), Arguments.of("t", null, "Bearer t"),
				Arguments.of(null, "k", "Bearer k"), Arguments.of(null, null, null));
	}

	@ParameterizedTest
	@MethodSource("credentials")
	void dataCallsShouldUseTheTokenElseThePlatformKey(@Nullable String token, @Nullable String key,
			@Nullable String expected) {
		try (ScriptedServer server = new ScriptedServer(FOUND);
				MemoturnClient client = builder().url(server.url()).token(token).platformKey(key).build()) {
			for (Face face : Face.values()) {
				face.memory(client).recall("x");
				assertThat(server.lastRequest().header("authorization").orElse(null)).isEqualTo(expected);
			}
		}
	}

	@Test
	void pingShouldSendNoCredential() {
		try (ScriptedServer server = new ScriptedServer(Reply.of(200, "text/plain", "ok"));
				MemoturnClient client = builder().url(server.url()).token("t").platformKey("k").build()) {
			for (Face face : Face.values()) {
				face.of(client).ping();
				assertThat(server.lastRequest().headers()).doesNotContainKey("authorization");
				assertThat(server.lastRequest().target()).isEqualTo("/health");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void defaultSourceShouldStampWritesOnly(Face face) {
		try (ScriptedServer server = new ScriptedServer(Reply.close());
				MemoturnClient client = builder().url(server.url()).source("bot").build()) {
			ExtractRequest turns = ExtractRequest.builder().turn("user", "x").build();
			List<Runnable> calls = List.of(() -> face.memory(client).ingest(MemoryInput.event("x")),
					() -> face.memory(client).ingest(MemoryInput.event("x").source("own")),
					() -> face.memory(client).extract(turns), () -> face.memory(client).propose(turns),
					() -> face.memory(client).recall("x"), () -> face.memory(client).ask("x"));
			List<String> sources = List.of("bot", "own", "bot", "bot", "", "");
			for (int i = 0; i < calls.size(); i++) {
				assertThatThrownBy(calls.get(i)::run).isNotNull();
				String body = server.lastRequest().body();
				if (sources.get(i).isEmpty()) {
					assertThat(body).doesNotContain("source");
				}
				else {
					assertThat(body).contains("\"source\":\"" + sources.get(i) + "\"");
				}
			}
		}
	}

	private static MemoturnClient.Builder builder() {
		return MemoturnClient.builder();
	}

}
