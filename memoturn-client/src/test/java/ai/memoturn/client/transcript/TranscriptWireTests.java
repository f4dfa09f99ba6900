package ai.memoturn.client.transcript;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
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
 * What transcripts put on the wire, byte for byte, and what is made of what comes back.
 */
class TranscriptWireTests {

	private static final String SESSION = "s/1 ?é@";

	private static final String PATH = "/memory/s%2F1%20%3F%C3%A9%40";

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
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
				request("POST", "/turns", "{\"role\":\"user\",\"content\":\"hi\"}",
						(transcript) -> transcript.append("user", "hi")),
				request("POST", "/turns", "{\"role\":\"\",\"content\":null}",
						(transcript) -> transcript.append("", null)),
				request("POST", "/turns", "{\"role\":\"tool\",\"content\":{\"b\":[1,2.5]},\"embedding\":[1.0,-0.5]}",
						(transcript) -> transcript.append("tool", Map.of("b", List.of(1, 2.5)),
								new float[] { 1, -0.5f })),
				request("GET", "/turns?last=20", "", Transcript::window),
				request("GET", "/turns?last=5000", "", (transcript) -> transcript.window(5000)),
				request("POST", "/search", "{\"vector\":[0.25],\"k\":5}",
						(transcript) -> transcript.search(new float[] { 0.25f })),
				request("POST", "/search", "{\"vector\":[1.0,2.0],\"k\":2000}",
						(transcript) -> transcript.search(new float[] { 1, 2 }, 2000)));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldAddressTheBranchOfItsHandle(Face face, ExpectedRequest<Transcript> expected) {
		server.reply(Reply.close());
		MemoturnClient seen = face.of(client);
		check(expected, seen.memory("acme", "alice").transcript(SESSION), "acme--alice");
		check(expected, seen.memory("acme", "alice").onBranch("draft").transcript(SESSION), "acme--alice@draft");
		check(expected, seen.memory("acme", "alice").onBranch("b +&ü").transcript(SESSION),
				"acme--alice@b%20%2B%26%C3%BC");
		check(expected, seen.memory("acme", "alice").onBranch("main").transcript(SESSION), "acme--alice@main");
		check(expected, seen.database("acme--alice").transcript(SESSION), "acme--alice");
		check(expected, seen.database("acme--alice@draft").transcript(SESSION), "acme--alice@draft");
		check(expected, seen.database("acme--alice@draft").onBranch("b%40").transcript(SESSION), "acme--alice@b%2540");
		check(expected, seen.database("My Notes.v2").transcript(SESSION), "My%20Notes.v2");
		check(expected, seen.database("My Notes.v2@x y").transcript(SESSION), "My%20Notes.v2@x%20y");
	}

	@ParameterizedTest
	@EnumSource
	void handleShouldSayWhatItAddresses(Face face) {
		MemoturnClient seen = face.of(client);
		assertThat(seen.database("acme--alice@draft")).returns("acme--alice", (database) -> database.name())
			.returns("draft", (database) -> database.branch());
		assertThat(seen.database("acme--alice").branch()).isNull();
		assertThat(seen.database("acme--alice").onBranch("draft").branch()).isEqualTo("draft");
		assertThat(seen.memory("acme", "alice").transcript(SESSION).session()).isEqualTo(SESSION);
		assertThat(seen.memory("acme", "alice").onBranch("b").transcript("s").toString())
			.endsWith("Transcript[acme--alice@b]");
	}

	@ParameterizedTest
	@EnumSource
	void handlesOnTheSameShouldBeEqual(Face face) {
		Object profiles = plain(face, "acme--alice@b");
		assertThat(profiles).isEqualTo(plain(face, "acme--alice@b"))
			.hasSameHashCodeAs(plain(face, "acme--alice@b"))
			.isNotEqualTo(plain(face, "acme--alice"));
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		Transcript transcript = face.memory(client).transcript("s-1");
		server.reply(Reply.of(201, "application/json", "{\"seq\":3,\"txid\":7,\"more\":1}", "Memoturn-Txid: 8"));
		assertThat(transcript.append("user", "x")).isEqualTo(new AppendResult(3, 8));
		server.reply(Reply.json(201, "{\"seq\":3,\"txid\":7}"));
		assertThat(transcript.append("user", "x")).isEqualTo(new AppendResult(3, 7));

		server.reply(Reply.of(200, "application/json",
				"{\"turns\":[{\"seq\":1,\"role\":\"odd\",\"content\":{\"text\":\"hi\"},\"created_at\":1781136000001,"
						+ "\"session_id\":\"s-1\"},{\"seq\":2,\"role\":\"user\",\"content\":null,\"created_at\":2}]}",
				"Memoturn-Txid: 9"));
		WindowResult window = transcript.window();
		assertThat(window.txid()).isEqualTo(9);
		assertThat(window.turns()).containsExactly(
				new TranscriptTurn(1, "odd", Map.of("text", "hi"), Instant.ofEpochMilli(1781136000001L)),
				new TranscriptTurn(2, "user", null, Instant.ofEpochMilli(2)));
		assertThat(window.turns().get(0).contentAs(Said.class)).isEqualTo(new Said("hi"));

		server.reply(Reply.of(200, "application/json",
				"{\"turns\":[{\"session_id\":\"s-1\",\"seq\":1,\"role\":\"user\",\"content\":[\"x\"],\"distance\":0},"
						+ "{\"session_id\":\"s-1\",\"seq\":2,\"role\":\"user\",\"content\":\"y\",\"distance\":null}]}",
				"Memoturn-Txid: 9"));
		SearchResult found = transcript.search(new float[] { 1 });
		assertThat(found).isEqualTo(new SearchResult(List.of(new FoundTurn("s-1", 1, "user", List.of("x"), null, 0.0),
				new FoundTurn("s-1", 2, "user", "y", null, null)), 9, false));
		assertThat(found.turns().get(1).contentAs(String.class)).isEqualTo("y");
	}

	@ParameterizedTest
	@EnumSource
	void resultsShouldNotChange(Face face) {
		server.reply(Reply.json(200, "{\"turns\":[]}"));
		Transcript transcript = face.memory(client).transcript("s-1");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> transcript.window().turns().clear());
		List<TranscriptTurn> turns = new ArrayList<>();
		WindowResult window = new WindowResult(turns, 1, false);
		turns.add(new TranscriptTurn(1, "user", null, Instant.EPOCH));
		assertThat(window.turns()).isEmpty();
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		float[] one = { 1 };
		return Stream.of(bad("role", (transcript) -> transcript.append(null, "x")),
				bad("role", (transcript) -> transcript.append("\udc00", "x")),
				bad("content", (transcript) -> transcript.append("user", Double.NaN)),
				bad("content", (transcript) -> transcript.append("user", "x".repeat(1024 * 1024 - 1))),
				bad("embedding", (transcript) -> transcript.append("user", "x", new float[0])),
				bad("embedding[1]", (transcript) -> transcript.append("user", "x", new float[] { 1, Float.NaN })),
				bad("last", (transcript) -> transcript.window(0)),
				bad("embedding", (transcript) -> transcript.search(null)),
				bad("embedding", (transcript) -> transcript.search(new float[65_537])),
				bad("k ", (transcript) -> transcript.search(one, 0)),
				bad("k ", (transcript) -> transcript.search(one, -1)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<Transcript> call) {
		for (Face face : Face.values()) {
			int before = server.requests().size();
			ThrowingCallable made = () -> call.accept(face.memory(client).transcript("s-1"));
			assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(name).withNoCause();
			assertThat(server.requests()).hasSize(before);
		}
	}

	private static void check(ExpectedRequest<Transcript> expected, Transcript transcript, String database) {
		assertThatThrownBy(() -> expected.call().accept(transcript)).isNotNull();
		expected.check(server.lastRequest(), "/v1/db/" + database + PATH, "");
		assertThat(server.lastRequest().header("authorization")).contains("Bearer t-0");
	}

	private static Object plain(Face face, String spec) {
		return (face == Face.BLOCKING) ? client.database(spec).transcript("s")
				: client.reactive().database(spec).transcript("s");
	}

	private static Arguments bad(String name, Consumer<Transcript> call) {
		return Arguments.of(name, call);
	}

	private static ExpectedRequest<Transcript> request(String method, String path, String body,
			Consumer<Transcript> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

	record Said(@Nullable String text) {

	}

}
