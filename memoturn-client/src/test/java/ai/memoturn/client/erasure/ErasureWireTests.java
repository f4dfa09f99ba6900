package ai.memoturn.client.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.ForgetResult;
import ai.memoturn.client.memory.MemoryProfile;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What erasures put on the wire, byte for byte, and what is made of what comes back.
 */
class ErasureWireTests {

	private static final String PROFILE = "/v1/memory/acme/alice";

	private static final String COUPON = "{\"id\":\"ers_00112233aabbccdd\",\"db\":\"acme--alice\","
			+ "\"uuid\":\"0123456789abcdef0123456789abcdef\",\"target\":{\"topic_key\":\"user.address\","
			+ "\"type\":\"fact\",\"more\":1},\"memory_ids\":[\"mem_a\",\"mem_b\"],\"requested_at\":1700000000000,"
			+ "\"grace_until\":1700086400000,\"forget_txid\":{\"main\":7},\"status\":\"pending\",\"more\":[]}";

	private static final ScriptedServer server = new ScriptedServer(Reply.close());

	private static final MemoturnClient client = MemoturnClient.builder()
		.url(server.url())
		.token("t-0")
		.platformKey("k-0")
		.readYourWrites(Duration.ZERO)
		.build();

	@AfterAll
	static void close() {
		client.close();
		server.close();
	}

	static Stream<Arguments> requests() {
		return ExpectedRequest.onBothFaces(
				request("POST", "/erasures", "{\"memory_id\":\"mem_1\"}",
						(memory) -> memory.erase(ErasureTarget.memory("mem_1"))),
				request("POST", "/erasures", "{\"topic_key\":\"user.\\\"é\\\"\",\"type\":\"fact\"}",
						(memory) -> memory.erase(ErasureTarget.facts("user.\"é\""))),
				request("POST", "/erasures", "{\"topic_key\":\"\",\"type\":\"instruction\"}",
						(memory) -> memory.erase(ErasureTarget.instructions(""))),
				request("POST", "/erasures", "{\"topic_key\":\"t\",\"type\":\"dream\"}",
						(memory) -> memory.erase(ErasureTarget.topic("dream", "t"))),
				request("POST", "/erasures", "{\"session_id\":\"s-1\"}",
						(memory) -> memory.erase(ErasureTarget.session("s-1"))),
				request("POST", "/erasures", "{\"session_id\":\"s-1\",\"turns\":true}",
						(memory) -> memory.erase(ErasureTarget.sessionWithTranscript("s-1"))),
				request("GET", "/erasures", "", MemoryProfile::erasures),
				request("GET", "/erasures/a%2Fb%20%3F%C3%A9", "", (memory) -> memory.erasure("a/b ?é")));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoryProfile> expected) {
		server.reply(Reply.close());
		assertThatThrownBy(() -> expected.call().accept(face.memory(client))).isNotNull();
		expected.check(server.lastRequest(), PROFILE, "");
		assertThatThrownBy(() -> expected.call().accept(face.memory(client).onBranch("b +&ü"))).isNotNull();
		expected.check(server.lastRequest(), PROFILE, "?branch=b%20%2B%26%C3%BC");
		assertThat(server.lastRequest().header("authorization")).contains("Bearer t-0");
	}

	@ParameterizedTest
	@EnumSource
	void acceptedErasureShouldBecomeAValue(Face face) {
		server.reply(Reply.of(202, "application/json",
				"{\"erasure_id\":\"ers_1\",\"status\":\"queued\",\"txid\":7,\"grace_until\":1700086400001,\"more\":1}",
				"Memoturn-Txid: 7"));
		assertThat(face.memory(client).erase(ErasureTarget.memory("mem_1")))
			.isEqualTo(new EraseResult("ers_1", ErasureStatus.of("queued"), 7, Instant.ofEpochMilli(1700086400001L)));
	}

	@ParameterizedTest
	@EnumSource
	void couponShouldBecomeAValue(Face face) {
		MemoryProfile memory = face.memory(client);
		Erasure pending = new Erasure("ers_00112233aabbccdd", "acme--alice", "0123456789abcdef0123456789abcdef",
				ErasureTarget.facts("user.address"), List.of("mem_a", "mem_b"), Instant.ofEpochMilli(1700000000000L),
				Instant.ofEpochMilli(1700086400000L), Map.of("main", 7L), ErasureStatus.PENDING, null, null, null);
		server.reply(Reply.json(200, COUPON));
		assertThat(memory.erasure(pending.id())).contains(pending);
		assertThat(pending.isBlocked() || pending.isCompleted()).isFalse();

		server.reply(Reply.json(200, blocked("{\"checkpoints\":[\"pre-launch\"],\"readers\":[\"r-1\"]}")));
		Erasure blocked = memory.erasure(pending.id()).orElseThrow();
		assertThat(blocked.isBlocked()).isTrue();
		assertThat(blocked.blockedBy())
			.isEqualTo(new ErasureBlockers(List.of("pre-launch"), List.of(), Map.of("readers", List.of("r-1"))));
		server.reply(Reply.json(200, blocked("{\"branches\":[\"draft\",\"main\"]}")));
		assertThat(memory.erasure(pending.id()).orElseThrow().blockedBy())
			.isEqualTo(new ErasureBlockers(List.of(), List.of("draft", "main"), Map.of()));

		server.reply(Reply.json(200, completed(SignedReceipts.json(SignedReceipts.PAYLOAD))));
		Erasure completed = memory.erasure(pending.id()).orElseThrow();
		assertThat(completed.isCompleted()).isTrue();
		assertThat(completed.completedAt()).isEqualTo(Instant.ofEpochMilli(1700000000000L));
		assertThat(Objects.requireNonNull(completed.receipt()).payload()).containsKey("evidence");
		assertThat(ReceiptVerifier.of(SignedReceipts.PUBLIC_KEY).verify(completed).isVerified()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void listShouldKeepItsOrderAndTolerateWhatIsNew(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.json(200, "{\"erasures\":["
				+ COUPON.replace("\"pending\"", "\"paused\"").replace("\"memory_ids\":[\"mem_a\",\"mem_b\"],", "") + ","
				+ COUPON.replace("ers_0", "ers_1")
					.replace("\"topic_key\":\"user.address\",\"type\":\"fact\"", "\"session_id\":\"s\",\"turns\":true")
				+ "]}"));
		List<Erasure> erasures = memory.erasures();
		assertThat(erasures).extracting(Erasure::id).containsExactly("ers_00112233aabbccdd", "ers_10112233aabbccdd");
		assertThat(erasures.get(0)).returns(ErasureStatus.of("paused"), Erasure::status)
			.returns(List.of(), Erasure::memoryIds);
		assertThat(erasures.get(1).target()).isEqualTo(ErasureTarget.sessionWithTranscript("s"));
		server.reply(Reply.json(200, "{\"erasures\":[]}"));
		assertThat(memory.erasures()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void absenceShouldBeToldFromFailure(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.json(404, "{\"error\":\"x\",\"code\":\"not_found\"}"));
		assertThat(memory.erasure("ers_1")).isEmpty();
		for (String code : List.of("not_found", "database_not_found", "branch_not_found")) {
			server.reply(Reply.json(404, "{\"error\":\"x\",\"code\":\"" + code + "\"}"));
			assertThatExceptionOfType(NotFoundException.class)
				.isThrownBy(() -> memory.erase(ErasureTarget.facts("user.address")))
				.returns(code, MemoturnException::code)
				.returns(false, MemoturnException::isRetryable);
		}
	}

	@ParameterizedTest
	@EnumSource
	void forgettingShouldNameTheErasureOfAPolicy(Face face) {
		MemoryProfile memory = face.memory(client);
		server.reply(Reply.of(204, "", "", "Memoturn-Txid: 9", "Memoturn-Erasure-Id: ers_1"));
		assertThat(memory.forgetAndReport("mem_1")).isEqualTo(new ForgetResult(true, "ers_1"));
		assertThat(memory.forget("mem_1")).isTrue();
		server.reply(Reply.of(204, "", "", "Memoturn-Txid: 9"));
		assertThat(memory.forgetAndReport("mem_1")).isEqualTo(new ForgetResult(true, null));
		server.reply(Reply.of(204, "", "", "Memoturn-Erasure-Id: ers_1\r\nMemoturn-Erasure-Id: ers_2"));
		assertThat(memory.forgetAndReport("mem_1")).isEqualTo(new ForgetResult(true, null));
		Reply gone = Reply.json(404, "{\"error\":\"x\",\"code\":\"not_found\"}");
		server.reply(gone);
		assertThat(memory.forgetAndReport("mem_1")).isEqualTo(new ForgetResult(false, null));
		AtomicInteger requests = new AtomicInteger();
		server.answer((request) -> (requests.incrementAndGet() == 1) ? Reply.reset() : gone);
		assertThat(memory.with((options) -> options.repeatUnknown(true)).forgetAndReport("mem_1"))
			.isEqualTo(new ForgetResult(true, null));
	}

	@ParameterizedTest
	@EnumSource
	void brokenAnswerShouldNotBeTakenForAnErasure(Face face) {
		MemoryProfile memory = face.memory(client);
		for (String answer : List.of("", "null", "[]", "{}", "{\"erasure_id\":\"ers_1\",\"status\":\"pending\"}",
				"{\"erasure_id\":\"ers_1\",\"status\":null,\"txid\":1,\"grace_until\":1}",
				"{\"erasure_id\":7,\"status\":\"pending\",\"txid\":1,\"grace_until\":1}",
				"{\"erasure_id\":\"ers_1\",\"status\":\"pending\",\"grace_until\":1}")) {
			server.reply(Reply.json(202, answer));
			assertUnreadable(UnknownOutcomeException.class, () -> memory.erase(ErasureTarget.memory("mem_1")));
		}
		for (String answer : List.of("null", COUPON.replace("acme--alice", "acme--bob"),
				COUPON.replace("ers_0", "ers_1"), COUPON.replace("\"forget_txid\":{\"main\":7},", ""),
				COUPON.replace("{\"main\":7}", "{\"main\":null}"), COUPON.replace("{\"main\":7}", "{\"main\":\"7\"}"),
				COUPON.replace("\"topic_key\":\"user.address\"", "\"topic_key\":7"),
				COUPON.replace("\"mem_a\"", "null"), COUPON.replace("1700086400000", "\"soon\""),
				blocked("{\"branches\":[null]}"), blocked("[]"), completed("{}"), completed("{\"alg\":\"none\"}"))) {
			server.reply(Reply.json(200, answer));
			assertUnreadable(UnavailableException.class, () -> memory.erasure("ers_00112233aabbccdd"));
		}
		for (String answer : List.of("{}", "{\"erasures\":null}", "{\"erasures\":[null]}",
				"{\"erasures\":[" + COUPON + "," + COUPON.replace("acme--alice", "acme--bob") + "]}")) {
			server.reply(Reply.json(200, answer));
			assertUnreadable(UnavailableException.class, memory::erasures);
		}
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		return Stream.of(bad("id", (memory) -> memory.erase(ErasureTarget.memory(".."))),
				bad("topicKey", (memory) -> memory.erase(ErasureTarget.facts(null))),
				bad("topicKey", (memory) -> memory.erase(ErasureTarget.instructions("\ud800"))),
				bad("type", (memory) -> memory.erase(ErasureTarget.topic(null, "t"))),
				bad("id", (memory) -> memory.erase(ErasureTarget.session(""))),
				bad("id", (memory) -> memory.erase(ErasureTarget.sessionWithTranscript(null))),
				bad("target", (memory) -> memory.erase(null)),
				bad("target", (memory) -> memory.erase(new ErasureTarget(null, null, null, null, true))),
				bad("target", (memory) -> memory.erase(new ErasureTarget(null, "t", null, null, false))),
				bad("target", (memory) -> memory.erase(new ErasureTarget("mem_1", "t", "fact", null, false))),
				bad("id", (memory) -> memory.erasure("")), bad("id", (memory) -> memory.forgetAndReport(".")));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoryProfile> call) {
		for (Face face : Face.values()) {
			int before = server.requests().size();
			assertThatIllegalArgumentException().isThrownBy(() -> call.accept(face.memory(client)))
				.withMessageContaining(name)
				.withNoCause();
			assertThat(server.requests()).hasSize(before);
		}
	}

	private static void assertUnreadable(Class<? extends MemoturnException> type, Runnable call) {
		assertThatExceptionOfType(type).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCodes.UNREADABLE_ANSWER));
	}

	private static String blocked(String by) {
		return COUPON.replace("\"pending\"", "\"blocked\",\"blocked_by\":" + by);
	}

	private static String completed(String receipt) {
		return COUPON.replace("\"pending\"", "\"completed\",\"completed_at\":1700000000000,\"receipt\":" + receipt);
	}

	private static Arguments bad(String name, Consumer<MemoryProfile> call) {
		return Arguments.of(name, call);
	}

	private static ExpectedRequest<MemoryProfile> request(String method, String path, String body,
			Consumer<MemoryProfile> call) {
		return new ExpectedRequest<>(method, path, body, call);
	}

}
