package ai.memoturn.embedded.provider;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.provider.Embedder.Purpose;
import ai.memoturn.embedded.provider.HttpEmbedder.Api;
import ai.memoturn.embedded.support.StandInProvider;
import ai.memoturn.embedded.support.StandInProvider.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HttpEmbedder}.
 */
@Timeout(20)
class HttpEmbedderTests {

	private static final String KEY = "s3cret-key";

	private final StandInProvider provider = new StandInProvider();

	@AfterEach
	void stop() {
		this.provider.close();
	}

	private HttpEmbedder embedder(Api api, String path) {
		return new HttpEmbedder(api,
				ProviderOptions.of(KEY).withBaseUrl(this.provider.url() + path).withTimeout(Duration.ofSeconds(10)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"VOYAGE | DOCUMENT | {\"model\":\"voyage-3.5\",\"input\":[\"likes \\\"tea\\\"\",\"é\"],\"input_type\":\"document\"}",
			"VOYAGE | QUERY | {\"model\":\"voyage-3.5\",\"input\":[\"likes \\\"tea\\\"\",\"é\"],\"input_type\":\"query\"}",
			"OPENAI | DOCUMENT | {\"model\":\"text-embedding-3-small\",\"input\":[\"likes \\\"tea\\\"\",\"é\"]}",
			"OPENAI | QUERY | {\"model\":\"text-embedding-3-small\",\"input\":[\"likes \\\"tea\\\"\",\"é\"]}" })
	@Section("memory 8 embedding")
	void callShouldBeWhatTheProviderExpects(Api api, Purpose purpose, String body) {
		this.provider.answers("{\"data\":[{\"embedding\":[1,0.5],\"index\":0},{\"embedding\":[-2e-3,3]}]}");
		assertThat(embedder(api, "").embed(List.of("likes \"tea\"", "é"), purpose))
			.containsExactly(new float[] { 1, 0.5f }, new float[] { -0.002f, 3 });
		StandInProvider.Received call = this.provider.last();
		assertThat(call.method()).isEqualTo("POST");
		assertThat(call.path()).isEqualTo("/v1/embeddings");
		assertThat(call.header("Authorization")).isEqualTo("Bearer " + KEY);
		assertThat(call.header("Content-Type")).isEqualTo("application/json");
		assertThat(call.headers()).doesNotContainKey("Upgrade");
		assertThat(call.body()).isEqualTo(body);
	}

	@ParameterizedTest
	@CsvSource({ "'', /v1/embeddings", "/, /v1/embeddings", "/v1, /v1/embeddings", "/v1/, /v1/embeddings",
			"/models/v1, /models/v1/embeddings", "/models//, /models/v1/embeddings", "/v1beta, /v1beta/v1/embeddings" })
	@Section("memory 8 embedding")
	void baseUrlShouldBeTakenWithAndWithoutVersion(String path, String called) {
		this.provider.answers("{\"data\":[{\"embedding\":[1]}]}");
		embedder(Api.OPENAI, path).embed(List.of("x"), Purpose.QUERY);
		assertThat(this.provider.last().path()).isEqualTo(called);
	}

	@Test
	@Section("memory 8 embedding")
	void vectorsShouldBeOrderedByIndexOrByPosition() {
		this.provider.answers(
				"{\"data\":[{\"index\":2,\"embedding\":[3]},{\"embedding\":[1],\"index\":0},{\"embedding\":[2],\"index\":1}]}");
		assertThat(embedder(Api.VOYAGE, "").embed(List.of("a", "b", "c"), Purpose.DOCUMENT))
			.containsExactly(new float[] { 1 }, new float[] { 2 }, new float[] { 3 });
		this.provider.answers("{\"data\":[{\"embedding\":[1]},{\"embedding\":[2],\"index\":null}],\"x\":[{}]}");
		assertThat(embedder(Api.VOYAGE, "").embed(List.of("a", "b"), Purpose.DOCUMENT))
			.containsExactly(new float[] { 1 }, new float[] { 2 });
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(StandInProvider.answering(500, "{\"data\":[]}"), "status 500"),
				Arguments.of(StandInProvider.answering(401, "s3cret-content"), "status 401"),
				Arguments.of(StandInProvider.answering(307, ""), "status 307"),
				Arguments.of(StandInProvider.answering(200, ""), "not expected"),
				Arguments.of(StandInProvider.answering(200, "<html>s3cret-content"), "not expected"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":[{\"embedding\":[1]}]} s3cret-content"),
						"not expected"),
				Arguments.of(StandInProvider.answering(200, "{}"), "'data'"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":\"s3cret-content\"}"), "data must be an array"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":[{\"index\":0}]}"), "'embedding'"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":[{\"embedding\":[\"s3cret-content\"]}]}"),
						"must be a number"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":[{\"embedding\":[1e39]}]}"), "32-bit float"),
				Arguments.of(StandInProvider.answering(200, "{\"data\":[{\"embedding\":[1],\"index\":-1}]}"),
						"index must be"),
				Arguments.of(StandInProvider.answering(200,
						"{\"data\":[{\"embedding\":[1],\"index\":1},{\"embedding\":[2]}]}"), "two vectors"),
				Arguments.of(StandInProvider.cutting("{\"data\":[{\"embedding\":[1"), "broke the connection"),
				Arguments.of(StandInProvider.flooding(), "more than 393216 bytes"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	@Section("memory 8 embedding")
	void whenAnswerIsNotUsableThenFailureSaysWhyAndNothingElse(Script script, String reason) {
		this.provider.does(script);
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> embedder(Api.VOYAGE, "").embed(List.of("s3cret-text"), Purpose.QUERY))
			.withMessageContaining(reason)
			.satisfies((failure) -> assertThat(failure.toString()).doesNotContain("s3cret"));
		assertThat(this.provider.received()).hasSize(1);
	}

	@Test
	void whenProviderIsSilentThenCallEndsInTime() {
		this.provider.hangs();
		HttpEmbedder embedder = new HttpEmbedder(Api.VOYAGE,
				ProviderOptions.of(KEY)
					.withBaseUrl(this.provider.url().toString())
					.withTimeout(Duration.ofMillis(200)));
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> embedder.embed(List.of("x"), Purpose.QUERY))
			.withMessage("gave no complete answer within 200 ms");
	}

	@Test
	void whenNobodyListensThenFailureSaysSo() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		HttpEmbedder embedder = new HttpEmbedder(Api.OPENAI,
				ProviderOptions.of(KEY).withBaseUrl("http://127.0.0.1:" + port));
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> embedder.embed(List.of("x"), Purpose.QUERY))
			.withMessage("could not be reached");
	}

	@Test
	void whenCallerIsInterruptedThenCallEnds() {
		this.provider.hangs();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> embedder(Api.VOYAGE, "").embed(List.of("x"), Purpose.QUERY));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void endpointShouldTellAllButTheKey() {
		HttpEmbedder embedder = new HttpEmbedder(Api.VOYAGE, ProviderOptions.of(KEY));
		assertThat(embedder.endpoint()).isEqualTo(new ModelEndpoint("voyage", "voyage-3.5", "api.voyageai.com", false));
		assertThat(new HttpEmbedder(Api.OPENAI,
				ProviderOptions.of(KEY).withModel("nomic").withBaseUrl("http://Ollama:11434/v1"))
			.endpoint()).isEqualTo(new ModelEndpoint("openai", "nomic", "ollama", true));
		assertThat(embedder).hasToString("HttpEmbedder[voyage (model voyage-3.5 at api.voyageai.com)]");
	}

}
