package ai.memoturn.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.ServerErrorException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnconfiguredException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whole answers of every kind, and what becomes of them.
 */
@Timeout(60)
class AnswerClassificationTests {

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain; charset=utf-8";

	private static final String HTML = "text/html";

	private static final String PAGE = "<html><body>Bad Gateway</body></html>";

	private static final String MEMORY = "{\"id\":\"mem_1\",\"type\":\"fact\",\"topic_key\":null,\"summary\":\"s\","
			+ "\"content\":null,\"keywords\":\"\",\"session_id\":null,\"source\":null,\"created_at\":1,"
			+ "\"superseded_by\":null,\"score\":0.5,\"channels\":[\"topic\"]}";

	private static final Class<InvalidRequestException> INVALID = InvalidRequestException.class;

	private static final Class<UnavailableException> UNAVAILABLE = UnavailableException.class;

	private static final Class<UnknownOutcomeException> UNKNOWN = UnknownOutcomeException.class;

	private static final Class<ServerErrorException> SERVER = ServerErrorException.class;

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.retry(RetrySettings.off())
		.readYourWrites(Duration.ZERO)
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static List<Row> rows() {
		return List.of(
				// The envelope
				new Row(Kind.RECALL, 400, JSON, error("invalid_request"), INVALID, "invalid_request", false),
				new Row(Kind.INGEST, 400, JSON, error("invalid_request"), INVALID, "invalid_request", false),
				new Row(Kind.RECALL, 401, JSON, error("unauthorized"), UnauthorizedException.class, "unauthorized",
						false),
				new Row(Kind.INGEST, 403, JSON, error("forbidden"), ForbiddenException.class, "forbidden", false),
				new Row(Kind.RECALL, 404, JSON, error("not_found"), NotFoundException.class, "not_found", false),
				new Row(Kind.INGEST, 404, JSON, error("branch_not_found"), NotFoundException.class, "branch_not_found",
						false),
				new Row(Kind.RECALL, 404, JSON, error("database_not_found"), NotFoundException.class,
						"database_not_found", false),
				new Row(Kind.INGEST, 409, JSON, error("conflict"), ConflictException.class, "conflict", false),
				new Row(Kind.EXTRACT, 409, JSON, error("already_exists"), ConflictException.class, "already_exists",
						false),
				new Row(Kind.RECALL, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.FORGET, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.INGEST, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.EXTRACT, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.RECALL, 500, JSON, error("internal"), SERVER, "internal", false),
				new Row(Kind.INGEST, 500, JSON, error("internal"), SERVER, "internal", false),
				new Row(Kind.RECALL, 502, JSON, error("internal"), UNAVAILABLE, "internal", true),
				new Row(Kind.FORGET, 502, JSON, error("internal"), UNKNOWN, "internal", false),
				new Row(Kind.INGEST, 502, JSON, error("internal"), UNKNOWN, "internal", false),
				new Row(Kind.EVENTS, 502, JSON, error("internal"), UNKNOWN, "internal", true),
				new Row(Kind.EXTRACT, 502, JSON, error("internal"), UNKNOWN, "internal", false),
				new Row(Kind.RECALL, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.FORGET, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.INGEST, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.EXTRACT, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", false),
				new Row(Kind.EXTRACT, 503, JSON, error("unconfigured"), UnconfiguredException.class, "unconfigured",
						false),
				new Row(Kind.RECALL, 503, JSON, error("unconfigured"), UnconfiguredException.class, "unconfigured",
						false),
				// Sessions, transcripts and databases
				new Row(Kind.SESSIONS, 408, "", "", UNAVAILABLE, "request_timeout", true),
				new Row(Kind.SESSIONS, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.END_SESSION, 404, JSON, error("database_not_found"), NotFoundException.class,
						"database_not_found", false),
				new Row(Kind.END_SESSION, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded",
						true),
				new Row(Kind.END_SESSION, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.END_SESSION, 502, JSON, error("internal"), UNKNOWN, "internal", false),
				new Row(Kind.APPEND, 400, JSON, error("invalid_request"), INVALID, "invalid_request", false),
				new Row(Kind.APPEND, 404, JSON, error("database_not_found"), NotFoundException.class,
						"database_not_found", false),
				new Row(Kind.APPEND, 404, JSON, error("branch_not_found"), NotFoundException.class, "branch_not_found",
						false),
				new Row(Kind.APPEND, 408, "", "", UNKNOWN, "request_timeout", false),
				new Row(Kind.APPEND, 413, TEXT, "too much", INVALID, "payload_too_large", false),
				new Row(Kind.APPEND, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.APPEND, 500, JSON, error("internal"), SERVER, "internal", false),
				new Row(Kind.APPEND, 502, JSON, error("internal"), UNKNOWN, "internal", false),
				new Row(Kind.APPEND, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", false),
				new Row(Kind.APPEND, 503, HTML, PAGE, UNKNOWN, "unavailable", false),
				new Row(Kind.APPEND, 201, JSON, "{}", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.WINDOW, 404, JSON, error("branch_not_found"), NotFoundException.class, "branch_not_found",
						false),
				new Row(Kind.WINDOW, 502, HTML, PAGE, UNAVAILABLE, "internal", true),
				new Row(Kind.WINDOW, 200, JSON, "{}", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.WINDOW, 200, JSON, "{\"turns\":[{\"seq\":1,\"role\":\"user\",\"content\":null}]}",
						UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.SEARCH, 400, JSON, error("invalid_request"), INVALID, "invalid_request", false),
				new Row(Kind.SEARCH, 422, TEXT, "wrong shape", INVALID, "internal", false),
				new Row(Kind.SEARCH, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", true),
				new Row(Kind.SEARCH, 200, JSON, "{\"turns\":[{\"session_id\":\"s\",\"role\":\"user\",\"distance\":1}]}",
						UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.CREATE, 400, JSON, error("invalid_request"), INVALID, "invalid_request", false),
				new Row(Kind.CREATE, 401, JSON, error("unauthorized"), UnauthorizedException.class, "unauthorized",
						false),
				new Row(Kind.CREATE, 409, JSON, error("already_exists"), ConflictException.class, "already_exists",
						false),
				new Row(Kind.CREATE, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.CREATE, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", false),
				new Row(Kind.CREATE, 504, "", "", UNKNOWN, "internal", false), new Row(Kind.CREATE, 201, JSON,
						"{\"name\":\"other\",\"uuid\":\"0\",\"created_at\":1}", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.LIST, 502, HTML, PAGE, UNAVAILABLE, "internal", true),
				new Row(Kind.LIST, 200, JSON, "{\"databases\":[{\"name\":\"plain\"}]}", UNAVAILABLE,
						"unreadable_answer", true),
				new Row(Kind.DELETE, 403, JSON, error("forbidden"), ForbiddenException.class, "forbidden", false),
				new Row(Kind.DELETE, 429, JSON, error("overloaded"), OverloadedException.class, "overloaded", true),
				new Row(Kind.DELETE, 503, JSON, error("unavailable"), UNAVAILABLE, "unavailable", false),
				new Row(Kind.DELETE, 408, "", "", UNKNOWN, "request_timeout", false),
				// Unknown codes survive
				new Row(Kind.RECALL, 400, JSON, error("brand_new"), INVALID, "brand_new", false),
				new Row(Kind.INGEST, 409, JSON, error("brand_new"), ConflictException.class, "brand_new", false),
				new Row(Kind.RECALL, 503, JSON, error("draining"), UNAVAILABLE, "draining", true),
				new Row(Kind.INGEST, 503, JSON, error("draining"), UNKNOWN, "draining", false),
				new Row(Kind.INGEST, 418, JSON, error("teapot"), INVALID, "teapot", false),
				new Row(Kind.RECALL, 507, JSON, error("disk_full"), UNAVAILABLE, "disk_full", true),
				// No envelope
				new Row(Kind.RECALL, 400, TEXT, "Failed to parse the request body as JSON", INVALID, "invalid_request",
						false),
				new Row(Kind.RECALL, 422, TEXT, "Failed to deserialize the JSON body into the target type", INVALID,
						"internal", false),
				new Row(Kind.INGEST, 415, TEXT, "Expected request with `Content-Type: application/json`", INVALID,
						"internal", false),
				new Row(Kind.INGEST, 413, TEXT, "Failed to buffer the request body", INVALID, "payload_too_large",
						false),
				new Row(Kind.INGEST, 413, "", "", INVALID, "payload_too_large", false),
				new Row(Kind.RECALL, 404, "", "", NotFoundException.class, "not_found", false),
				new Row(Kind.RECALL, 405, "", "", INVALID, "internal", false),
				new Row(Kind.RECALL, 408, "", "", UNAVAILABLE, "request_timeout", true),
				new Row(Kind.FORGET, 408, "", "", UNKNOWN, "request_timeout", false),
				new Row(Kind.INGEST, 408, "", "", UNKNOWN, "request_timeout", false),
				new Row(Kind.EXTRACT, 408, "", "", UNKNOWN, "request_timeout", false),
				new Row(Kind.RECALL, 401, "", "", UnauthorizedException.class, "unauthorized", false),
				new Row(Kind.RECALL, 403, HTML, PAGE, ForbiddenException.class, "forbidden", false),
				new Row(Kind.INGEST, 429, "", "", OverloadedException.class, "overloaded", true),
				new Row(Kind.RECALL, 502, HTML, PAGE, UNAVAILABLE, "internal", true),
				new Row(Kind.INGEST, 502, HTML, PAGE, UNKNOWN, "internal", false),
				new Row(Kind.RECALL, 503, HTML, PAGE, UNAVAILABLE, "unavailable", true),
				new Row(Kind.INGEST, 503, HTML, PAGE, UNKNOWN, "unavailable", false),
				new Row(Kind.INGEST, 503, "", "", UNKNOWN, "unavailable", false),
				new Row(Kind.RECALL, 504, HTML, PAGE, UNAVAILABLE, "internal", true),
				new Row(Kind.INGEST, 504, "", "", UNKNOWN, "internal", false),
				new Row(Kind.INGEST, 500, HTML, PAGE, SERVER, "internal", false),
				new Row(Kind.INGEST, 501, "", "", SERVER, "internal", false),
				// Half an envelope is none
				new Row(Kind.RECALL, 409, JSON, "{\"error\":\"x\"}", ConflictException.class, "conflict", false),
				new Row(Kind.RECALL, 409, JSON, "{\"error\":\"x\",\"code\":7}", ConflictException.class, "conflict",
						false),
				new Row(Kind.RECALL, 409, JSON, "{\"error\":\"x\",\"code\":\"y\"", ConflictException.class, "conflict",
						false),
				new Row(Kind.INGEST, 503, JSON, "[\"unavailable\"]", UNKNOWN, "unavailable", false),
				// Redirects
				new Row(Kind.RECALL, 302, "", "", SERVER, "internal", false),
				new Row(Kind.INGEST, 307, "", "", SERVER, "internal", false),
				// Success that is none
				new Row(Kind.RECALL, 200, HTML, PAGE, UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.INGEST, 200, HTML, PAGE, UNKNOWN, "unreadable_answer", false),
				new Row(Kind.EVENTS, 200, HTML, PAGE, UNKNOWN, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, "", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.INGEST, 201, JSON, "", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.INGEST, 204, "", "", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.RECALL, 200, JSON, "null", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.INGEST, 201, JSON, "null", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.RECALL, 200, JSON, "{}", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":null,\"txid\":1}", UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[null],\"txid\":1}", UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[],\"txid\":\"1\"}", UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[],\"txid\":1.5}", UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[],\"txid\":1", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[],\"txid\":1}}", UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"id\":\"mem_1\",", ""), UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"mem_1\"", "5"), UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"created_at\":1,", ""), UNAVAILABLE, "unreadable_answer",
						true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"score\":0.5,", ""), UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"content\":null", "\"content\":{\"a\":1,\"a\":2}"),
						UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[],\"memories\":[],\"txid\":1}", UNAVAILABLE,
						"unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"score\":0.5,", "\"score\":0.5,\"new\":1,\"new\":1,"),
						UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.EXTRACT, 200, JSON, "{\"memories\":[],\"txid\":1,\"txid\":2}", UNKNOWN,
						"unreadable_answer", false),
				new Row(Kind.RECALL, 200, JSON,
						recalled("\"content\":null", "\"content\":" + "[".repeat(501) + "]".repeat(501)), UNAVAILABLE,
						"unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"content\":null", "\"content\":" + "1".repeat(2000)),
						UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.RECALL, 200, JSON, recalled("\"content\":null", "\"content\":1e999"), UNAVAILABLE,
						"unreadable_answer", true),
				new Row(Kind.INGEST, 201, JSON, "{\"results\":[],\"txid\":1}", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.INGEST, 201, JSON, "{\"results\":[{\"id\":\"mem_1\"}],\"txid\":1}", UNKNOWN,
						"unreadable_answer", false),
				new Row(Kind.EXTRACT, 201, JSON, "{\"proposed\":[]}", UNKNOWN, "unreadable_answer", false),
				new Row(Kind.GET, 200, JSON, "{}", UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.GET, 500, "", "", SERVER, "internal", false),
				new Row(Kind.PING, 200, HTML, PAGE, UNAVAILABLE, "unreadable_answer", true),
				new Row(Kind.PING, 503, "", "", UNAVAILABLE, "unavailable", true),
				// Success
				new Row(Kind.RECALL, 200, "", recalled("", ""), null, "", false),
				new Row(Kind.RECALL, 202, TEXT, recalled("", ""), null, "", false),
				new Row(Kind.RECALL, 200, JSON, recalled("\"type\":\"fact\"", "\"type\":\"dream\",\"new\":[{}]"), null,
						"", false),
				new Row(Kind.RECALL, 200, JSON, recalled("\"topic\"]", "\"smell\"]"), null, "", false),
				new Row(Kind.RECALL, 200, JSON, recalled("\"topic_key\":null,", ""), null, "", false),
				new Row(Kind.RECALL, 200, JSON, "{\"memories\":[]}", null, "", false),
				new Row(Kind.INGEST, 200, JSON,
						"{\"results\":[{\"id\":\"mem_1\",\"status\":\"odd\",\"superseded\":[]}],\"txid\":1}", null, "",
						false),
				new Row(Kind.EXTRACT, 201, JSON, "{\"results\":[],\"txid\":null}", null, "", false),
				new Row(Kind.FORGET, 204, "", "", null, "", false),
				new Row(Kind.FORGET, 404, JSON, error("not_found"), null, "", false),
				new Row(Kind.FORGET, 404, "", "", NotFoundException.class, "not_found", false),
				new Row(Kind.GET, 404, JSON, error("database_not_found"), null, "", false),
				new Row(Kind.SESSIONS, 200, JSON, "{\"sessions\":[],\"txid\":0}", null, "", false),
				new Row(Kind.END_SESSION, 204, "", "", null, "", false),
				new Row(Kind.APPEND, 201, JSON, "{\"seq\":1,\"txid\":2}", null, "", false),
				new Row(Kind.WINDOW, 200, JSON, "{\"turns\":[]}", null, "", false),
				new Row(Kind.SEARCH, 200, JSON,
						"{\"turns\":[{\"session_id\":\"s\",\"seq\":1,\"role\":\"r\",\"distance\":null}]}", null, "",
						false),
				new Row(Kind.CREATE, 201, JSON, "{\"name\":\"plain\",\"uuid\":\"0\",\"created_at\":1}", null, "",
						false),
				new Row(Kind.LIST, 200, JSON, "{\"databases\":[]}", null, "", false),
				new Row(Kind.DELETE, 204, "", "", null, "", false),
				new Row(Kind.DELETE, 404, JSON, error("database_not_found"), null, "", false),
				new Row(Kind.PING, 200, TEXT, "ok", null, "", false));
	}

	static Stream<Arguments> rowsAndFaces() {
		return rows().stream().flatMap((row) -> Arrays.stream(Face.values()).map((face) -> Arguments.of(row, face)));
	}

	@ParameterizedTest
	@MethodSource("rowsAndFaces")
	void whenAnsweredThenClassifiedAsListed(Row row, Face face) {
		server.reply(Reply.of(row.status, row.contentType, row.body));
		int before = server.requests().size();
		@Nullable MemoturnException failure = catchThrowableOfType(MemoturnException.class,
				() -> assertThat(row.kind.call(face.of(client))).isNotNull());
		if (row.exception == null) {
			assertThat(failure).isNull();
		}
		else {
			assertThat(failure).isExactlyInstanceOf(row.exception).hasNoCause();
			assertThat(failure.code()).isEqualTo(row.code);
			assertThat(failure.status()).isEqualTo(row.status);
			assertThat(failure.isRetryable()).isEqualTo(row.retryable);
			assertThat(failure.getMessage()).contains(Integer.toString(row.status)).doesNotContain("<html>");
		}
		assertThat(server.requests()).hasSize(before + 1);
	}

	@ParameterizedTest
	@EnumSource
	void retryAfterShouldBeExposed(Face face) {
		server.reply(Reply.of(429, JSON, error("overloaded"), "Retry-After: 1.2", "Retry-After: x"));
		assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> face.memory(client).recall("x"))
			.returns(Optional.of(Duration.ofSeconds(2)), MemoturnException::retryAfter);
		for (Kind kind : List.of(Kind.APPEND, Kind.END_SESSION, Kind.CREATE)) {
			server.reply(Reply.of(429, JSON, error("overloaded"), "Retry-After: 1"));
			assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> kind.call(face.of(client)))
				.returns(Optional.of(Duration.ofSeconds(1)), MemoturnException::retryAfter);
		}
		server.reply(Reply.of(503, JSON, error("unavailable"), "Retry-After: -1"));
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> face.memory(client).recall("x"))
			.returns(Optional.empty(), MemoturnException::retryAfter);
	}

	@ParameterizedTest
	@EnumSource
	void messageShouldSayWhatTheServerSaid(Face face) {
		server.reply(Reply.json(400, "{\"error\":\"k\\nis \u202eodd" + "d".repeat(1000) + "\",\"code\":\"bad\\n\"}"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> face.memory(client).recall("x"))
			.returns("bad\n", MemoturnException::code)
			.satisfies((ex) -> assertThat(ex.getMessage())
				.startsWith("memory.recall was answered with 400 bad?: k?is ?oddd")
				.hasSizeLessThan(400));
	}

	private static String error(String code) {
		return "{\"error\":\"because\",\"code\":\"" + code + "\"}";
	}

	private static String recalled(String part, String replacement) {
		return "{\"memories\":[" + MEMORY.replace(part, replacement) + "],\"txid\":1}";
	}

	/**
	 * A call to be answered.
	 */
	enum Kind {

		RECALL((memory) -> memory.recall("x")), GET((memory) -> memory.get("mem_1")),
		FORGET((memory) -> memory.forget("mem_1")), INGEST((memory) -> memory.ingest(MemoryInput.fact("topic", "x"))),
		EVENTS((memory) -> memory.ingest(MemoryInput.event("x"))),
		EXTRACT((memory) -> memory.extract(ExtractRequest.builder().turn("user", "x").build())),
		SESSIONS(MemoryProfile::sessions), END_SESSION((memory) -> {
			memory.endSession("s-1");
			return "ended";
		}), APPEND((memory) -> memory.transcript("s-1").append("user", "x")),
		WINDOW((memory) -> memory.transcript("s-1").window()),
		SEARCH((memory) -> memory.transcript("s-1").search(new float[] { 1 })), PING(true, (client) -> {
			client.ping();
			return "pong";
		}), CREATE(true, (client) -> client.databases().create("plain")),
		LIST(true, (client) -> client.databases().list()), DELETE(true, (client) -> client.databases().delete("plain"));

		private final Function<MemoturnClient, Object> operation;

		Kind(Function<MemoryProfile, Object> operation) {
			this.operation = (client) -> operation.apply(client.memory("acme", "alice"));
		}

		Kind(boolean ofClient, Function<MemoturnClient, Object> operation) {
			this.operation = operation;
		}

		Object call(MemoturnClient client) {
			return this.operation.apply(client);
		}

	}

	/**
	 * An answer and what it must become.
	 */
	record Row(Kind kind, int status, String contentType, String body,
			@Nullable Class<? extends MemoturnException> exception, String code, boolean retryable) {

		@Override
		public String toString() {
			return this.kind + " " + this.status + " " + this.body.substring(0, Math.min(40, this.body.length()));
		}

	}

}
