package ai.memoturn.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import ai.memoturn.client.audit.AuditQuery;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.operation.Routes;
import ai.memoturn.client.operation.Routes.Route;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.policy.Policy;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static ai.memoturn.client.document.Filters.where;
import static ai.memoturn.client.document.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Every operation under every kind of fault: how often the server sees it.
 */
@Timeout(60)
class RepetitionTests {

	private static final int ATTEMPTS = 3;

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	// Nothing but the class of the operation may stop a repetition here.
	private static final RetrySettings QUICK = RetrySettings.defaults()
		.initialInterval(Duration.ofNanos(1))
		.multiplier(1)
		.budget(Integer.MAX_VALUE);

	private static final MemoturnClient client = MemoturnClient.builder().url(server.url()).retry(QUICK).build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	@BeforeEach
	void forget() {
		server.requests().clear();
	}

	static Stream<Arguments> cells() {
		return Arrays.stream(Use.values())
			.flatMap((use) -> Arrays.stream(Fault.values())
				.filter((fault) -> fault != Fault.UNREADABLE || use.reads)
				.flatMap((fault) -> Arrays.stream(Face.values()).map((face) -> Arguments.of(use, fault, face))));
	}

	@ParameterizedTest
	@MethodSource("cells")
	void serverShouldSeeAnOperationAsOftenAsItsClassAllows(Use use, Fault fault, Face face) {
		server.reply(fault.reply);
		Throwable failure = catchThrowable(() -> use.call(face.of(client), UnaryOperator.identity()));
		boolean repeated = fault.isRepeated(use.kind);
		assertThat(server.requests()).hasSize(repeated ? ATTEMPTS : 1)
			.allMatch((request) -> request.equals(server.lastRequest()));
		assertThat(failure).asInstanceOf(type(MemoturnException.class))
			.returns(repeated ? ATTEMPTS : 1, MemoturnException::attempts)
			.returns(repeated, MemoturnException::isRetryable);
	}

	@ParameterizedTest
	@EnumSource
	void whenNoConnectionIsHadThenEveryOperationIsTriedAgain(Face face) {
		try (MemoturnClient unconnected = MemoturnClient.builder().url("http://127.0.0.1:1").retry(QUICK).build()) {
			for (Use use : Use.values()) {
				assertThatExceptionOfType(MemoturnException.class)
					.isThrownBy(() -> use.call(face.of(unconnected), UnaryOperator.identity()))
					.returns("connection_failed", MemoturnException::code)
					.returns(ATTEMPTS, MemoturnException::attempts);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCallerOptsInThenWritesThatAreIdempotentAreRepeatedAfterAnUnknownOutcome(Use use) {
		UnaryOperator<CallOptions> options = (before) -> before.repeatUnknown(true);
		for (Face face : Face.values()) {
			forget();
			server.reply(Reply.reset());
			assertThatThrownBy(() -> use.call(face.of(client), options)).isInstanceOf(MemoturnException.class);
			boolean once = use.kind == Kind.ONCE || use.kind == Kind.DEDUPLICATED;
			assertThat(server.requests()).hasSize(once ? 1 : ATTEMPTS);
		}
	}

	// Of each class one, because to be off is a setting of the client: that each
	// operation
	// has its class is what the matrix shows.
	@ParameterizedTest
	@EnumSource
	void whenRetryIsOffThenEveryClassIsSentOnce(Face face) {
		try (MemoturnClient once = MemoturnClient.builder().url(server.url()).retry(RetrySettings.off()).build()) {
			for (Kind kind : Kind.values()) {
				Use use = Arrays.stream(Use.values())
					.filter((candidate) -> candidate.kind == kind && candidate.reads)
					.findFirst()
					.orElseThrow();
				for (Fault fault : Fault.values()) {
					forget();
					server.reply(fault.reply);
					assertThatThrownBy(() -> use.call(face.of(once), UnaryOperator.identity())).as("%s, %s", use, fault)
						.isInstanceOf(MemoturnException.class);
					assertThat(server.requests()).as("%s, %s", use, fault).hasSize(1);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAFailurePassesThenTheCallSucceeds(Face face) {
		AtomicInteger requests = new AtomicInteger();
		server.answer((request) -> (requests.incrementAndGet() < ATTEMPTS) ? Reply.reset()
				: Reply.json(200, "{\"memories\":[],\"txid\":1}"));
		assertThat(face.memory(client).recall("x").txid()).isEqualTo(1);
		assertThat(server.requests()).hasSize(ATTEMPTS);
	}

	@ParameterizedTest
	@EnumSource
	void whenAMemoryIsGoneByTheSecondAttemptThenItCountsAsForgotten(Face face) {
		Reply gone = Reply.json(404, "{\"error\":\"x\",\"code\":\"not_found\"}");
		server.reply(gone);
		assertThat(face.memory(client).forget("mem_1")).isFalse();
		AtomicInteger requests = new AtomicInteger();
		server.answer((request) -> (requests.incrementAndGet() == 1) ? Reply.reset() : gone);
		assertThat(face.memory(client).with((options) -> options.repeatUnknown(true)).forget("mem_1")).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheNodeAsksForMoreThanTheCapThenTheCallFailsAtOnce(Face face) {
		server.reply(Reply.of(429, "", "", "Retry-After: 31"));
		assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> face.memory(client).recall("x"))
			.satisfies((ex) -> assertThat(ex.retryAfter()).contains(Duration.ofSeconds(31)));
		assertThat(server.requests()).hasSize(1);
	}

	@Test
	void everyMethodThatTalksToTheNodeShouldBeInTheMatrix() {
		// Those of a transfer are several calls to one use.
		List<String> operations = Routes.all()
			.stream()
			.map(Route::operation)
			.filter((operation) -> !List.of("memory.exportTo", "memory.checkImport", "memory.importFrom")
				.contains(operation))
			.toList();
		assertThat(Arrays.stream(Use.values()).map((use) -> use.operation).distinct())
			.containsExactlyInAnyOrderElementsOf(operations);
	}

	/**
	 * What repeating an operation does, as the table of classes says.
	 */
	enum Kind {

		READ, IDEMPOTENT, DEDUPLICATED, HARMLESS, ONCE

	}

	/**
	 * The faults, and which classes are sent again after them.
	 */
	enum Fault {

		OVERLOADED(Reply.json(429, ""), List.of(Kind.values())),

		UNAVAILABLE(error(503, "unavailable"), List.of(Kind.READ, Kind.IDEMPOTENT, Kind.DEDUPLICATED, Kind.HARMLESS)),

		UNCONFIGURED(error(503, "unconfigured"), List.of()),

		PROXY_UNAVAILABLE(Reply.of(503, "text/html", "<html>"), List.of(Kind.READ, Kind.HARMLESS)),

		TIMED_OUT(Reply.json(408, ""), List.of(Kind.READ, Kind.HARMLESS)),

		BAD_GATEWAY(Reply.json(502, ""), List.of(Kind.READ, Kind.HARMLESS)),

		GATEWAY_TIMEOUT(Reply.json(504, ""), List.of(Kind.READ, Kind.HARMLESS)),

		FAILED(error(500, "internal"), List.of()),

		REJECTED(error(400, "invalid_request"), List.of()),

		FORBIDDEN(error(403, "forbidden"), List.of()),

		CONFLICT(error(409, "conflict"), List.of()),

		LOST_AFTER_SEND(Reply.reset(), List.of(Kind.READ, Kind.HARMLESS)),

		LOST_AFTER_HEAD(Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").then(Reply.close()),
				List.of(Kind.READ, Kind.HARMLESS)),

		UNREADABLE(Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{]}"), List.of(Kind.READ, Kind.HARMLESS));

		private final Reply reply;

		private final List<Kind> repeated;

		Fault(Reply reply, List<Kind> repeated) {
			this.reply = reply;
			this.repeated = repeated;
		}

		boolean isRepeated(Kind kind) {
			return this.repeated.contains(kind);
		}

		private static Reply error(int status, String code) {
			return Reply.json(status, "{\"error\":\"x\",\"code\":\"" + code + "\"}");
		}

	}

	/**
	 * Every operation, in each way that matters to its class.
	 */
	enum Use {

		PING("client.ping", Kind.READ, client((client) -> {
			client.ping();
			return true;
		})),

		PROFILES("client.profiles", Kind.READ, client((client) -> client.profiles("acme"))),

		INGEST("memory.ingest", Kind.DEDUPLICATED,
				memory((memory) -> memory.ingest(MemoryInput.fact("topic", "x"), MemoryInput.event("x")))),

		INGEST_EVENTS("memory.ingest", Kind.HARMLESS, memory((memory) -> memory.ingest(MemoryInput.event("x")))),

		RECALL("memory.recall", Kind.READ, memory((memory) -> memory.recall("x"))),

		GET("memory.get", Kind.READ, memory((memory) -> memory.get("mem_1"))),

		FORGET("memory.forget", Kind.IDEMPOTENT, memory((memory) -> memory.forget("mem_1"))),

		ERASE("memory.erase", Kind.ONCE, memory((memory) -> memory.erase(ErasureTarget.memory("mem_1")))),

		ERASURES("memory.erasures", Kind.READ, memory(MemoryProfile::erasures)),

		ERASURE("memory.erasure", Kind.READ, memory((memory) -> memory.erasure("ers_1"))),

		ASK("memory.ask", Kind.READ, memory((memory) -> memory.ask("x"))),

		EXTRACT("memory.extract", Kind.ONCE,
				memory((memory) -> memory.extract(ExtractRequest.builder().turn("user", "x").build()))),

		PROPOSE("memory.propose", Kind.READ,
				memory((memory) -> memory.propose(ExtractRequest.builder().turn("user", "x").build()))),

		SESSIONS("memory.sessions", Kind.READ, memory(MemoryProfile::sessions)),

		END_SESSION("memory.endSession", Kind.IDEMPOTENT, memory((memory) -> {
			memory.endSession("s-1");
			return true;
		})),

		APPEND("transcript.append", Kind.ONCE, memory((memory) -> memory.transcript("s-1").append("user", "x"))),

		WINDOW("transcript.window", Kind.READ, memory((memory) -> memory.transcript("s-1").window())),

		SEARCH("transcript.search", Kind.READ, memory((memory) -> memory.transcript("s-1").search(new float[] { 1 }))),

		INSERT("docs.insert", Kind.ONCE, database((database) -> database.collection("c").insert(Map.of("a", 1)))),

		FIND("docs.find", Kind.READ, database((database) -> database.collection("c").find())),

		UPDATE("docs.update", Kind.ONCE,
				database((database) -> database.collection("c").updateMany(where("a").is(1), set("a", 2)))),

		DELETE_DOCUMENTS("docs.delete", Kind.ONCE,
				database((database) -> database.collection("c").deleteMany(where("a").is(1)))),

		CREATE_INDEX("docs.createIndex", Kind.HARMLESS, database((database) -> {
			database.collection("c").createIndex("a");
			return true;
		})),

		PUT("kv.put", Kind.IDEMPOTENT, database((database) -> database.kv("n").put("k", "v"))),

		GET_KEY("kv.get", Kind.READ, database((database) -> database.kv("n").get("k"))),

		DELETE_KEY("kv.delete", Kind.IDEMPOTENT, database((database) -> {
			database.kv("n").delete("k");
			return true;
		})),

		KEYS("kv.keys", Kind.READ, database((database) -> database.kv("n").keys())),

		UPSERT("vectors.upsert", Kind.IDEMPOTENT,
				database((database) -> database.vectors("c").upsert("v", new float[] { 1 }))),

		SEARCH_VECTORS("vectors.search", Kind.READ,
				database((database) -> database.vectors("c").search(new float[] { 1 }))),

		QUERY("sql.read", Kind.READ, database((database) -> database.sql("SELECT 1").query().list())),

		EXECUTE("sql.write", Kind.ONCE, database((database) -> database.sql("DELETE FROM t").update())),

		SYNC("branch.sync", Kind.HARMLESS, database(MemoturnDatabase::sync)),

		FORK("branch.fork", Kind.ONCE, database((database) -> database.fork("draft"))),

		BRANCHES("branch.list", Kind.READ, database(MemoturnDatabase::branches)),

		DELETE_BRANCH("branch.delete", Kind.ONCE, database((database) -> {
			database.deleteBranch("draft");
			return true;
		})),

		CHECKPOINT("branch.checkpoint", Kind.IDEMPOTENT, database((database) -> database.checkpoint("before"))),

		REWIND("branch.rewind", Kind.ONCE, database((database) -> database.rewind("before"))),

		CREATE("databases.create", Kind.ONCE, client((client) -> client.databases().create("plain"))),

		LIST("databases.list", Kind.READ, client((client) -> client.databases().list())),

		DELETE("databases.delete", Kind.ONCE, client((client) -> client.databases().delete("plain"))),

		MINT_FOR_DATABASE("tokens.mintForDatabase", Kind.ONCE,
				client((client) -> client.tokens().mintForDatabase("plain", TokenScope.READ))),

		MINT_FOR_NAMESPACE("tokens.mintForNamespace", Kind.ONCE,
				client((client) -> client.tokens().mintForNamespace("acme", TokenScope.READ))),

		GET_POLICY("policies.getNamespace", Kind.READ, policies((policies) -> policies.getNamespace("acme"))),

		PUT_POLICY("policies.putNamespace", Kind.IDEMPOTENT,
				policies((policies) -> policies.putNamespace("acme", Policy.empty()))),

		GET_OVERRIDE("policies.getProfile", Kind.READ, policies((policies) -> policies.getProfile("acme", "alice"))),

		PUT_OVERRIDE("policies.putProfile", Kind.IDEMPOTENT,
				policies((policies) -> policies.putProfile("acme", "alice", Policy.empty()))),

		CLEAR_OVERRIDE("policies.clearProfile", Kind.IDEMPOTENT,
				policies((policies) -> policies.clearProfile("acme", "alice"))),

		AUDIT("audit.page", Kind.READ, client((client) -> client.audit("acme").page(AuditQuery.builder().build())));

		private final String operation;

		private final Kind kind;

		// Whether there is a body to misread.
		private final boolean reads;

		private final BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> call;

		Use(String operation, Kind kind, BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> call) {
			this.operation = operation;
			this.kind = kind;
			this.reads = !List
				.of("memory.forget", "memory.endSession", "databases.delete", "kv.get", "kv.delete", "branch.delete")
				.contains(operation);
			this.call = call;
		}

		Object call(MemoturnClient client, UnaryOperator<CallOptions> options) {
			return this.call.apply(client, options);
		}

		private static BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> client(
				Function<MemoturnClient, Object> call) {
			return (client, options) -> call.apply(client.with(options));
		}

		private static BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> policies(
				Function<Policies, Object> call) {
			return (client, options) -> call.apply(client.policies().with(options));
		}

		private static BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> database(
				Function<MemoturnDatabase, Object> call) {
			return (client, options) -> call.apply(client.database("acme--alice").with(options));
		}

		private static BiFunction<MemoturnClient, UnaryOperator<CallOptions>, Object> memory(
				Function<MemoryProfile, Object> call) {
			return (client, options) -> call.apply(client.memory("acme", "alice").with(options));
		}

	}

}
