package ai.memoturn.client;

import java.nio.charset.StandardCharsets;

import ai.memoturn.client.error.AnswerTooLargeException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class AnswerSizeTests {

	private static final int DEFAULT = 16 * 1024 * 1024;

	private static final int HALF = 256 * 1024;

	@ParameterizedTest
	@CsvSource({ "BLOCKING, 262144, 262144, false", "BLOCKING, 262144, 262145, false", "REACTIVE, 262144, 262143, true",
			"REACTIVE, 262144, 262144, true", "REACTIVE, 262144, 262145, true" })
	void whenLimitIsSetThenAnswersUpToItAreRead(Face face, int limit, int size, boolean compressed) {
		check(face, MemoturnClient.builder().maxResponseSize(limit), limit, size, compressed);
	}

	@ParameterizedTest
	@CsvSource({ "BLOCKING, 16777216", "BLOCKING, 16777217", "REACTIVE, 16777216", "REACTIVE, 16777217" })
	void whenLimitIsNotSetThenItIs16MiB(Face face, int size) {
		check(face, MemoturnClient.builder(), DEFAULT, size, false);
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerIsABombThenItIsRefusedWithoutUnpackingIt(Face face) {
		byte[] bomb = new byte[50 * 1024 * 1024];
		try (ScriptedServer server = new ScriptedServer(Reply.gzip(200, bomb));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).maxResponseSize(HALF).build()) {
			assertThatExceptionOfType(AnswerTooLargeException.class).isThrownBy(() -> face.memory(client).recall("x"))
				.withMessageContaining("maxResponseSize");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerToAWriteIsTooLargeThenItsOutcomeIsUnknown(Face face) {
		try (ScriptedServer server = new ScriptedServer(Reply.json(201, " ".repeat(HALF + 1)));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).maxResponseSize(HALF).build()) {
			assertThatExceptionOfType(UnknownOutcomeException.class)
				.isThrownBy(() -> face.memory(client).ingest(MemoryInput.fact("a", "b")))
				.withMessageContaining("maxResponseSize")
				.returns("answer_too_large", MemoturnException::code)
				.returns(201, MemoturnException::status)
				.returns(false, MemoturnException::isRetryable);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenErrorIsTooLargeThenTheStatusSpeaks(Face face) {
		try (ScriptedServer server = new ScriptedServer(Reply.json(404, " ".repeat(HALF + 1)));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).maxResponseSize(HALF).build()) {
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> face.memory(client).recall("x"))
				.returns("not_found", MemoturnException::code);
		}
	}

	private static void check(Face face, MemoturnClient.Builder builder, int limit, int size, boolean compressed) {
		String json = "{\"memories\":[],\"txid\":7}";
		byte[] body = (json + " ".repeat(size - json.length())).getBytes(StandardCharsets.UTF_8);
		Reply reply = compressed ? Reply.gzip(200, body) : Reply.bytes(200, "application/json", body);
		try (ScriptedServer server = new ScriptedServer(reply);
				MemoturnClient client = builder.url(server.url()).build()) {
			if (size <= limit) {
				assertThat(face.memory(client).recall("x").txid()).isEqualTo(7);
				return;
			}
			assertThatExceptionOfType(AnswerTooLargeException.class).isThrownBy(() -> face.memory(client).recall("x"))
				.withMessageContaining("maxResponseSize")
				.withMessageContaining(Integer.toString(limit))
				.returns("answer_too_large", MemoturnException::code)
				.returns(200, MemoturnException::status)
				.returns(false, MemoturnException::isRetryable);
		}
	}

}
