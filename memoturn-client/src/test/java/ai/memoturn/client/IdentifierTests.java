package ai.memoturn.client;

import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.HostileTexts;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a caller names arrives as exactly that, or nothing is sent.
 */
class IdentifierTests {

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.retry(RetrySettings.off())
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<String> hostile() {
		return HostileTexts.ALL.stream();
	}

	@ParameterizedTest
	@MethodSource("hostile")
	void hostileNameShouldNotLeave(String name) {
		for (Face face : Face.values()) {
			int before = server.connections();
			MemoturnClient seen = face.of(client);
			assertThatIllegalArgumentException().isThrownBy(() -> seen.memory(name, "alice").recall("x"))
				.withMessageContaining("namespace");
			assertThatIllegalArgumentException().isThrownBy(() -> seen.memory("acme", name).recall("x"))
				.withMessageContaining("profile");
			assertThatIllegalArgumentException().isThrownBy(() -> seen.profiles(name))
				.withMessageContaining("namespace");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> seen.database("acme--" + name).transcript("s-1").window())
				.withMessageContaining("database");
			assertThat(server.connections()).isEqualTo(before);
		}
	}

	static Stream<String> badSpecs() {
		return Stream.of("", ".", "..", "@", "@draft", "a@", "a@.", "a@..", "a@b@c", "a@@b", "a/b", "a@b/c", "a@b\\c",
				"a\u0000", "a@b\n", "\ud800", "a@\ud800", "--", "a--", "--a", "A--b", "a--b--c", "a---b", "a--b-@x",
				"a--B@x", "a--b@");
	}

	@ParameterizedTest
	@MethodSource("badSpecs")
	void badSpecShouldNotLeave(String spec) {
		for (Face face : Face.values()) {
			int before = server.connections();
			MemoturnClient seen = face.of(client);
			assertThatIllegalArgumentException().isThrownBy(() -> seen.database(spec).transcript("s-1").window());
			assertThat(server.connections()).isEqualTo(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "a@b", "a/b", "a--b--c", "A--b", "a\r", "\udc00" })
	void badDatabaseShouldNotLeave(String name) {
		for (Face face : Face.values()) {
			int before = server.connections();
			MemoturnClient seen = face.of(client);
			assertThatIllegalArgumentException().isThrownBy(() -> seen.databases().create(name))
				.withMessageContaining("name");
			assertThatIllegalArgumentException().isThrownBy(() -> seen.databases().delete(name))
				.withMessageContaining("name");
			assertThatIllegalArgumentException().isThrownBy(() -> seen.databases().create("acme--alice"))
				.withMessageContaining("first ingest");
			assertThat(server.connections()).isEqualTo(before);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	void nothingGivenShouldNotTurnIntoAName() {
		for (Face face : Face.values()) {
			int before = server.connections();
			MemoturnClient seen = face.of(client);
			for (ThrowingCallable call : List.<ThrowingCallable>of(() -> seen.database(null).transcript("s-1").window(),
					() -> seen.database("acme--alice").onBranch(null).transcript("s-1").window(),
					() -> seen.database("acme--alice").transcript(null).window(),
					() -> seen.memory(null, "alice").transcript("s-1").window(),
					() -> seen.memory("acme", null).transcript("s-1").window(),
					() -> seen.memory("acme", "alice").onBranch(null).transcript("s-1").window(),
					() -> seen.memory("acme", "alice").endSession(null), () -> seen.databases().create(null),
					() -> seen.databases().delete(null))) {
				assertThatIllegalArgumentException().isThrownBy(call);
			}
			assertThat(server.connections()).isEqualTo(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/prefix", "/a%20b/c", "/a/b/" })
	void pathOfTheUrlShouldStayInFront(String prefix) {
		try (ScriptedServer node = new ScriptedServer(
				Reply.json(404, "{\"error\":\"no such memory\",\"code\":\"not_found\"}"));
				MemoturnClient behind = MemoturnClient.builder().url(node.url() + prefix).build()) {
			assertThat(behind.memory("acme", "alice").get("a/../b")).isEmpty();
			String kept = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
			assertThat(node.lastRequest().target()).isEqualTo(kept + "/v1/memory/acme/alice/memories/a%2F..%2Fb");
			for (String id : HostileTexts.ALL) {
				@Nullable Throwable refused = catchThrowable(() -> behind.memory("acme", "alice").get(id));
				if (refused != null) {
					assertThat(refused).isInstanceOf(IllegalArgumentException.class);
				}
			}
			assertThat(node.requests()).hasSizeGreaterThan(HostileTexts.ALL.size() / 2)
				.allMatch((request) -> request.target().startsWith(kept + "/v1/memory/acme/alice/memories/"));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void redirectShouldNotBeFollowed(int status) {
		try (ScriptedServer evil = new ScriptedServer(Reply.json(200, "{}"));
				ScriptedServer node = new ScriptedServer(
						Reply.of(status, "", "", "Location: " + evil.url() + "/v1/memory/acme/alice/recall"));
				MemoturnClient redirected = MemoturnClient.builder().url(node.url()).token("secret").build()) {
			for (Face face : Face.values()) {
				assertThat(catchThrowable(() -> face.memory(redirected).recall("x"))).hasMessageContaining("" + status);
				assertThat(catchThrowable(() -> face.memory(redirected).ingest(MemoryInput.event("x"))))
					.hasMessageContaining("" + status);
				assertThat(catchThrowable(() -> face.memory(redirected).forget("x"))).hasMessageContaining("" + status);
			}
			assertThat(node.requests()).hasSize(6);
			assertThat(evil.connections()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "..", "a--b" })
	void messageShouldEchoLittle(String start) {
		String name = start + "\n" + "x".repeat(1000);
		assertThatIllegalArgumentException().isThrownBy(() -> client.memory(name, "alice"))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(250)
				.contains(start + "?" + "x".repeat(20))
				.doesNotContain("\n", "x".repeat(65)));
	}

}
