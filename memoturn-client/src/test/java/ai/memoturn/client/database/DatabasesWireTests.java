package ai.memoturn.client.database;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the control of databases puts on the wire, byte for byte, and what is made of what
 * comes back.
 */
class DatabasesWireTests {

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
		.platformKey("k-0")
		.retry(RetrySettings.off())
		.readYourWrites(Duration.ZERO)
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		return ExpectedRequest.onBothFaces(
				request("POST", "", "{\"name\":\"My Notes\"}", (databases) -> databases.create("My Notes")),
				request("GET", "", "", Databases::list),
				request("DELETE", "/acme--alice", "", (databases) -> databases.delete("acme--alice")),
				request("DELETE", "/a%20%3F%C3%A9%5C", "", (databases) -> databases.delete("a ?é\\")));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<Databases> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.of(client).databases())).isNotNull();
		expected.check(server.lastRequest(), "/v1/databases", "");
		assertThat(server.lastRequest().header("authorization")).contains("Bearer k-0");
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		Databases databases = face.of(client).databases();
		String record = "{\"name\":\"plain\",\"uuid\":\"00ff\",\"created_at\":5,\"region\":\"x\"}";
		DatabaseInfo plain = new DatabaseInfo("plain", "00ff", Instant.ofEpochMilli(5));
		server.reply(Reply.json(201, record));
		assertThat(databases.create("plain")).isEqualTo(plain);
		server.reply(Reply.json(200, "{\"databases\":[" + record + "]}"));
		assertThat(databases.list()).containsExactly(plain);
		server.reply(Reply.of(204, "", ""));
		assertThat(databases.delete("plain")).isTrue();
		server.reply(Reply.json(404, "{\"error\":\"x\",\"code\":\"database_not_found\"}"));
		assertThat(databases.delete("plain")).isFalse();
	}

	private static ExpectedRequest<Databases> request(String method, String path, String body,
			Consumer<Databases> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

}
