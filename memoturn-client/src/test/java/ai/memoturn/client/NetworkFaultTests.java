package ai.memoturn.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Faults of the network, for one operation of each retry class on both faces: each ends
 * in the right exception, within the time limit, and leaves nothing behind.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class NetworkFaultTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

	@BeforeAll
	static void loadClasses() {
		// The first call of a process takes as long as its classes take to load.
		try (ScriptedServer server = new ScriptedServer(Reply.of(200, "text/plain", "ok"));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			for (Face face : Face.values()) {
				face.of(client).ping();
			}
		}
	}

	static Stream<Arguments> faultsAndOperations() {
		return Arrays.stream(Fault.values())
			.flatMap((fault) -> Arrays.stream(Sample.values())
				.flatMap((sample) -> Arrays.stream(Face.values()).map((face) -> Arguments.of(fault, sample, face))));
	}

	@ParameterizedTest
	@MethodSource("faultsAndOperations")
	void whenNetworkFailsThenCallEndsInItsClass(Fault fault, Sample sample, Face face) throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply.silence())) {
			try (MemoturnClient client = fault.client(server)) {
				MemoturnException failure = fault.provoke(server, client, () -> sample.run(face.memory(client)));
				fault.fate.check(failure, sample);
				assertThat(failure.getCause()).isNull();
			}
			ScriptedServer.await("all connections closed", () -> server.openConnections() == 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenFaultsHavePassedThenThePoolIsWhole(Face face) {
		List<Reply> faults = List.of(Reply.reset(), Reply.close(), Reply.raw("garbage\r\n\r\n"),
				Reply.raw(HEAD + "Content-Length: 100\r\n\r\n{").then(Reply.close()),
				Reply.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"));
		int[] next = { 0 };
		try (ScriptedServer server = new ScriptedServer(Reply.close());
				MemoturnClient client = MemoturnClient.builder()
					.url(server.url())
					.maxConnections(2)
					.retry(RetrySettings.off())
					.build()) {
			server.answer((request) -> faults.get(next[0]++ % faults.size()));
			MemoryProfile memory = face.memory(client);
			for (int i = 0; i < 200; i++) {
				assertThat(Fault.failureOf(() -> memory.recall("x"))).isInstanceOf(UnavailableException.class);
			}
			server.reply(Reply.json(200, "{\"memories\":[],\"txid\":1}"));
			for (int i = 0; i < 10; i++) {
				assertThat(memory.recall("x").txid()).isEqualTo(1);
			}
			assertThat(server.openConnections()).isLessThanOrEqualTo(2);
		}
	}

	@Test
	void whenIdleConnectionWasClosedByTheServerThenNextCallGetsANewOne() {
		try (ScriptedServer server = new ScriptedServer(
				Reply.json(200, "{\"memories\":[],\"txid\":1}").then(Reply.close()));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			for (int i = 0; i < 20; i++) {
				assertThat(client.memory("acme", "alice").recall("x").txid()).isEqualTo(1);
				ScriptedServer.await("connection closed", () -> server.openConnections() == 0);
			}
		}
	}

	/**
	 * One operation of each retry class, and the one that does harm when it is repeated.
	 */
	enum Sample {

		READ((memory) -> memory.recall("x"), true, true),

		IDEMPOTENT((memory) -> memory.forget("mem_1"), false, false),

		DEDUPLICATED((memory) -> memory.ingest(MemoryInput.fact("topic", "x")), false, false),

		DEDUPLICATED_EVENTS((memory) -> memory.ingest(MemoryInput.event("x")), false, true),

		ONCE((memory) -> memory.extract(ExtractRequest.builder().turn("user", "x").build()), false, false),

		ONCE_APPEND((memory) -> memory.transcript("s-1").append("user", "x"), false, false);

		private final Consumer<MemoryProfile> operation;

		private final boolean read;

		private final boolean retryableWhenLost;

		Sample(Consumer<MemoryProfile> operation, boolean read, boolean retryableWhenLost) {
			this.operation = operation;
			this.read = read;
			this.retryableWhenLost = retryableWhenLost;
		}

		void run(MemoryProfile memory) {
			this.operation.accept(memory);
		}

	}

	/**
	 * What a failure must say of the request's fate.
	 */
	enum Fate {

		UNSENT {

			@Override
			void check(MemoturnException failure, Sample sample) {
				assertThat(failure).isInstanceOf(UnavailableException.class);
				assertThat(failure.isRetryable()).isTrue();
				assertThat(failure.code()).isEqualTo("connection_failed");
				assertThat(failure.status()).isZero();
			}

		},

		LOST {

			@Override
			void check(MemoturnException failure, Sample sample) {
				assertThat(failure)
					.isInstanceOf(sample.read ? UnavailableException.class : UnknownOutcomeException.class);
				assertThat(failure.isRetryable()).isEqualTo(sample.retryableWhenLost);
				assertThat(failure.code()).isEqualTo("no_answer");
			}

		},

		EITHER {

			@Override
			void check(MemoturnException failure, Sample sample) {
				(failure.code().equals("connection_failed") ? UNSENT : LOST).check(failure, sample);
			}

		},

		TOO_LATE_UNSENT {

			@Override
			void check(MemoturnException failure, Sample sample) {
				assertThat(failure).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("never sent");
				assertThat(failure.isRetryable()).isFalse();
			}

		},

		TOO_LATE_SENT {

			@Override
			void check(MemoturnException failure, Sample sample) {
				assertThat(failure).isInstanceOf(DeadlineExceededException.class)
					.hasMessageContaining("after the request was sent");
				assertThat(failure.code()).isEqualTo("deadline_exceeded");
				assertThat(failure.isRetryable()).isFalse();
			}

		};

		abstract void check(MemoturnException failure, Sample sample);

	}

	/**
	 * The faults.
	 */
	enum Fault {

		REFUSED(Fate.UNSENT, (server) -> {
		}) {

			@Override
			URI url(ScriptedServer server) {
				try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
					return URI.create("http://127.0.0.1:" + free.getLocalPort());
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}

		},

		NO_SUCH_HOST(Fate.UNSENT, (server) -> {
		}) {

			@Override
			URI url(ScriptedServer server) {
				// Too long for a label, so that no name server is asked.
				return URI.create("http://" + "a".repeat(64) + ".invalid");
			}

		},

		RESET_ON_CONNECT(Fate.EITHER, (server) -> server.onConnect(Reply.reset())),

		RESET_AFTER_SEND(Fate.LOST, (server) -> server.reply(Reply.reset())),

		CLOSE_AFTER_SEND(Fate.LOST, (server) -> server.reply(Reply.close())),

		HALF_CLOSE(Fate.LOST, (server) -> server.reply(Reply.halfClose())),

		SILENT(Fate.LOST, (server) -> server.reply(Reply.silence())),

		CONTINUE_STALL(Fate.LOST,
				(server) -> server.reply(Reply.raw("HTTP/1.1 100 Continue\r\n\r\n").then(Reply.silence()))),

		DRIP(Fate.TOO_LATE_SENT, (server) -> server.reply(Reply.drip(HEAD + "Content-Length: 10000\r\n\r\n"))) {

			@Override
			Duration responseTimeout() {
				// Begins anew with each drop, so that the total limit is always first.
				return totalTimeout();
			}

			@Override
			Duration totalTimeout() {
				return Duration.ofSeconds(1);
			}

		},

		TRUNCATED(Fate.LOST,
				(server) -> server.reply(Reply.raw(HEAD + "Content-Length: 1000\r\n\r\n{\"mem").then(Reply.close()))),

		BAD_CHUNK(Fate.LOST,
				(server) -> server.reply(Reply.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"))),

		GARBAGE(Fate.LOST, (server) -> server.reply(Reply.raw("\u0000\u0001 no HTTP at all\r\n\r\n"))),

		HUGE_HEADER(Fate.LOST, (server) -> server.reply(Reply.raw(HEAD + "X: " + "x".repeat(100_000) + "\r\n\r\n"))),

		SLOW_TLS(Fate.TOO_LATE_UNSENT, (server) -> server.onConnect(Reply.silence())) {

			@Override
			URI url(ScriptedServer server) {
				return URI.create("https://127.0.0.1:" + server.url().getPort());
			}

			@Override
			Duration totalTimeout() {
				return Duration.ofSeconds(1);
			}

		},

		POOL_EXHAUSTED(Fate.UNSENT, (server) -> server.reply(Reply.drip(HEAD + "Content-Length: 10000\r\n\r\n"))) {

			@Override
			Duration totalTimeout() {
				// A call waits for half of this.
				return Duration.ofSeconds(3);
			}

			@Override
			Duration responseTimeout() {
				return totalTimeout();
			}

			@Override
			MemoturnException provoke(ScriptedServer server, MemoturnClient client, Runnable call) {
				this.script.accept(server);
				Disposable holder = client.reactive()
					.with((options) -> options.timeLimit(Duration.ofMinutes(1)))
					.ping()
					.onErrorComplete()
					.subscribe();
				try {
					ScriptedServer.await("the only connection in use", () -> server.requests().size() == 1);
					return failureOf(call);
				}
				finally {
					holder.dispose();
				}
			}

		};

		final Fate fate;

		final Consumer<ScriptedServer> script;

		Fault(Fate fate, Consumer<ScriptedServer> script) {
			this.fate = fate;
			this.script = script;
		}

		URI url(ScriptedServer server) {
			return server.url();
		}

		Duration responseTimeout() {
			return Duration.ofMillis(250);
		}

		Duration totalTimeout() {
			return Duration.ofSeconds(20);
		}

		MemoturnClient client(ScriptedServer server) {
			return MemoturnClient.builder()
				.url(url(server))
				.maxConnections(1)
				.responseTimeout(responseTimeout())
				.totalTimeout(totalTimeout())
				.retry(RetrySettings.off())
				.build();
		}

		MemoturnException provoke(ScriptedServer server, MemoturnClient client, Runnable call) {
			this.script.accept(server);
			return failureOf(call);
		}

		static MemoturnException failureOf(Runnable call) {
			@Nullable MemoturnException failure = catchThrowableOfType(MemoturnException.class, call::run);
			assertThat(failure).isNotNull();
			return Objects.requireNonNull(failure);
		}

	}

}
