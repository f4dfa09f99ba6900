package ai.memoturn.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.options.CallOptions;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.options.RetryStatus;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What calls of a handle ask for beyond the settings of their client.
 */
@Timeout(60)
class CallOptionsTests {

	private static final Reply FOUND = Reply.json(200, "{\"memories\":[],\"turns\":[],\"sessions\":[],\"seq\":1,"
			+ "\"results\":[{\"id\":\"mem_1\",\"status\":\"created\",\"superseded\":[]}],\"txid\":1}");

	private static final ScriptedServer server = new ScriptedServer(FOUND);

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

	@ParameterizedTest
	@EnumSource
	void lowestTransactionIdShouldBeAskedOfReadsAlone(Face face) {
		server.reply(FOUND);
		MemoryProfile memory = face.memory(client).with((options) -> options.minTxid(7));
		assertThat(header("memoturn-min-txid", () -> memory.recall("x"))).isEqualTo("7");
		assertThat(header("memoturn-min-txid", memory::sessions)).isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> memory.transcript("s").window())).isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> memory.onBranch("draft").recall("x"))).isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> memory.ingest(MemoryInput.event("x")))).isEmpty();
		assertThat(header("memoturn-min-txid", () -> memory.forget("mem_1"))).isEmpty();
		assertThat(header("memoturn-min-txid", () -> memory.with(CallOptions.none()).recall("x"))).isEmpty();
		assertThat(header("memoturn-min-txid", () -> face.memory(client).recall("x"))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void durabilityShouldBeAskedOfWritesAlone(Face face) {
		server.reply(FOUND);
		MemoryProfile memory = face.memory(client).with((options) -> options.durable(true));
		assertThat(header("memoturn-durability", () -> memory.ingest(MemoryInput.event("x")))).isEqualTo("durable");
		assertThat(
				header("memoturn-durability", () -> memory.extract(ExtractRequest.builder().turn("user", "x").build())))
			.isEqualTo("durable");
		assertThat(header("memoturn-durability", () -> memory.recall("x"))).isEmpty();
		assertThat(header("memoturn-durability", () -> face.memory(client).ingest(MemoryInput.event("x")))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void optionsShouldAddUpAndReachTheHandlesTakenFromAHandle(Face face) {
		server.reply(FOUND);
		MemoryProfile memory = face.memory(client)
			.with((options) -> options.minTxid(7))
			.with((options) -> options.durable(true));
		assertThat(header("memoturn-min-txid", () -> memory.transcript("s").search(new float[] { 1 }))).isEqualTo("7");
		assertThat(header("memoturn-durability", () -> memory.transcript("s").append("user", "x")))
			.isEqualTo("durable");
		assertThat(header("memoturn-min-txid",
				() -> memory.transcript("s").with((options) -> options.minTxid(9)).window()))
			.isEqualTo("9");
		assertThat(header("memoturn-min-txid",
				() -> face.of(client)
					.database("acme--alice")
					.with((options) -> options.minTxid(3))
					.onBranch("draft")
					.transcript("s")
					.window()))
			.isEqualTo("3");
	}

	@ParameterizedTest
	@EnumSource
	void timeLimitShouldReplaceTheClients(Face face) {
		server.reply(Reply.silence());
		long start = System.nanoTime();
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(
					() -> face.memory(client).with((options) -> options.timeLimit(Duration.ofMillis(200))).recall("x"))
			.withMessageContaining("PT0.2S");
		// The client's own limit is 30 seconds.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
				Duration.ofSeconds(15));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheTimeLimitIsLongerThanTheClientsThenTheNodeMayBeSilentForAsLong(Face face) {
		try (MemoturnClient hasty = MemoturnClient.builder()
			.url(server.url())
			.totalTimeout(Duration.ofMillis(200))
			.build()) {
			server.reply((socket) -> {
				Thread.sleep(400);
				FOUND.play(socket);
			});
			assertThat(face.memory(hasty).with((options) -> options.timeLimit(Duration.ofSeconds(10))).recall("x"))
				.isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void onceShouldSendOneRequestAndTakeNothingFromTheBudget(Face face) {
		server.reply(Reply.json(503, "{\"error\":\"draining\",\"code\":\"unavailable\"}"));
		try (MemoturnClient patient = MemoturnClient.builder().url(server.url()).build()) {
			MemoturnClient once = face.of(patient).with((options) -> options.once(true));
			for (Runnable call : List.<Runnable>of(once::ping, () -> once.memory("acme", "alice").recall("x"),
					() -> once.database("acme--alice").transcript("s").window())) {
				int before = server.requests().size();
				assertThatExceptionOfType(UnavailableException.class).isThrownBy(call::run)
					.returns(1, MemoturnException::attempts)
					.returns(true, MemoturnException::isRetryable);
				assertThat(server.requests()).hasSize(before + 1);
			}
			assertThat(patient.retries()).returns(100, RetryStatus::budget).returns(0L, RetryStatus::exhausted);
			assertThatExceptionOfType(UnavailableException.class).isThrownBy(face.of(patient)::ping)
				.returns(3, MemoturnException::attempts);
			assertThat(patient.retries().budget()).isEqualTo(80);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aViewOfAClientShouldReachEverythingTakenFromIt(Face face) {
		server.reply(FOUND);
		MemoturnClient view = face.of(client).with((options) -> options.minTxid(7));
		assertThat(header("memoturn-min-txid", () -> view.memory("acme", "alice").recall("x"))).isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> view.database("acme--alice").transcript("s").window()))
			.isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> view.with(CallOptions.none()).memory("acme", "alice").recall("x")))
			.isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void handlesWithoutABranchShouldTakeATimeLimit(Face face) {
		server.reply(Reply.silence());
		CallOptions hasty = CallOptions.none().timeLimit(Duration.ofMillis(20));
		MemoturnClient seen = face.of(client);
		for (Runnable call : List.<Runnable>of(() -> seen.databases().with(hasty).list(),
				() -> seen.tokens().with(hasty).mintForNamespace("acme", TokenScope.READ),
				() -> seen.policies().with(hasty).getNamespace("acme"),
				() -> seen.audit("acme").with(hasty).page((query) -> {
				}))) {
			assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(call::run)
				.withMessageContaining("PT0.02S");
		}
	}

	@Test
	void handlesWithoutABranchShouldRefuseWhatMeansNothingThere() {
		ReactiveMemoturnClient reactive = client.reactive();
		for (Consumer<CallOptions> with : List.<Consumer<CallOptions>>of(client.databases()::with,
				client.tokens()::with, client.policies()::with, client.audit("acme")::with, reactive.databases()::with,
				reactive.tokens()::with, reactive.policies()::with, reactive.audit("acme")::with)) {
			assertThatIllegalArgumentException().isThrownBy(() -> with.accept(CallOptions.none().minTxid(7)))
				.withMessageStartingWith("minTxid means nothing here")
				.withMessageContaining("memory profile");
			assertThatIllegalArgumentException().isThrownBy(() -> with.accept(CallOptions.none().durable(true)))
				.withMessageStartingWith("durable means nothing here");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatAViewAsksOfAllCallsShouldNotGetInTheWayOfHandlesWithoutABranch(Face face) {
		server.reply(Reply.json(200, "{\"databases\":[]}"));
		MemoturnClient view = face.of(client).with((options) -> options.minTxid(7).durable(true));
		assertThat(header("memoturn-min-txid", () -> view.databases().with((options) -> options.once(true)).list()))
			.isEmpty();
		assertThat(server.lastRequest().header("memoturn-durability")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void collectionsAndKeysShouldTakeOptionsOfTheirOwn(Face face) {
		CallOptions later = CallOptions.none().minTxid(7);
		MemoturnDatabase database = face.of(client).database("plain");
		server
			.reply(Reply.json(200, "{\"docs\":[],\"documents\":[],\"results\":[],\"hits\":[],\"keys\":[],\"txid\":1}"));
		assertThat(header("memoturn-min-txid", () -> database.collection("notes").with(later).find())).isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> database.collection("notes").find())).isEmpty();
		assertThat(header("memoturn-min-txid", () -> database.kv("scratch").with(later).getBytes("plan")))
			.isEqualTo("7");
		assertThat(header("memoturn-min-txid", () -> database.vectors("faces").with(later).search(new float[] { 1 })))
			.isEqualTo("7");
	}

	static Stream<Consumer<CallOptions>> badOptions() {
		return Stream.of((options) -> options.timeLimit(Duration.ZERO),
				(options) -> options.timeLimit(Duration.ofNanos(-1)), (options) -> options.minTxid(-1));
	}

	@ParameterizedTest
	@MethodSource("badOptions")
	void badOptionShouldBeRefused(Consumer<CallOptions> option) {
		assertThatIllegalArgumentException().isThrownBy(() -> option.accept(CallOptions.none()));
	}

	static Stream<Consumer<RetrySettings>> badSettings() {
		return Stream.of((settings) -> settings.maxAttempts(0), (settings) -> settings.maxAttempts(11),
				(settings) -> settings.initialInterval(Duration.ZERO), (settings) -> settings.multiplier(0.9),
				(settings) -> settings.multiplier(Double.NaN),
				(settings) -> settings.multiplier(Double.POSITIVE_INFINITY),
				(settings) -> settings.maxInterval(Duration.ofSeconds(-1)),
				(settings) -> settings.maxRetryAfter(Duration.ofNanos(-1)), (settings) -> settings.budget(-1));
	}

	@ParameterizedTest
	@MethodSource("badSettings")
	void badSettingOfRetryShouldBeRefused(Consumer<RetrySettings> setting) {
		assertThatIllegalArgumentException().isThrownBy(() -> setting.accept(RetrySettings.defaults()));
	}

	@Test
	void handlesWithTheSameOptionsShouldBeEqual() {
		MemoryProfile memory = client.memory("acme", "alice");
		assertThat(memory.with((options) -> options.minTxid(7))).isEqualTo(memory.with((options) -> options.minTxid(7)))
			.hasSameHashCodeAs(memory.with((options) -> options.minTxid(7)))
			.isNotEqualTo(memory);
		assertThat(memory.with(CallOptions.none())).isEqualTo(memory);
	}

	private static String header(String name, Runnable call) {
		call.run();
		return server.lastRequest().header(name).orElse("");
	}

}
