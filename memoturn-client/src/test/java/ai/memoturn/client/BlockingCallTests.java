package ai.memoturn.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import ai.memoturn.client.error.CallInterruptedException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a blocking call does to the thread that makes it.
 */
@Timeout(60)
class BlockingCallTests {

	@ParameterizedTest
	@EnumSource
	void whenOnAThreadThatMustNotBlockThenRefusedAtOnce(RepetitionTests.Use use) throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			FutureTask<@Nullable Throwable> task = new FutureTask<>(
					() -> catchThrowable(() -> use.call(client, UnaryOperator.identity())));
			Schedulers.parallel().schedule(task);
			assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("parallel")
				.hasMessageContaining("reactive()");
			assertThat(server.connections()).isZero();
		}
	}

	@Test
	void whenOnTheEventLoopOfTheClientThenRefusedAtOnce() {
		try (ScriptedServer server = new ScriptedServer(Reply.json(200, "{\"memories\":[],\"txid\":1}"));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			client.reactive()
				.memory("acme", "alice")
				.recall("x")
				.subscribe((found) -> failure.set(catchThrowable(() -> client.memory("acme", "alice").recall("y"))));
			ScriptedServer.await("refusal", () -> failure.get() != null);
			assertThat(failure.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("memory.recall");
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void whenInterruptedWhileWaitingThenStopsAtOnceAndKeepsTheFlag() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			CountDownLatch flagged = new CountDownLatch(1);
			Thread caller = new Thread(() -> {
				failure.set(catchThrowable(() -> client.memory("acme", "alice").ingest(MemoryInput.event("x"))));
				if (Thread.currentThread().isInterrupted()) {
					flagged.countDown();
				}
			});
			caller.start();
			ScriptedServer.await("request", () -> server.requests().size() == 1);
			caller.interrupt();
			assertThat(flagged.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(failure.get()).isInstanceOf(CallInterruptedException.class)
				.hasMessageContaining("after the request was sent");
			ScriptedServer.await("exchange closed", () -> server.openConnections() == 0);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void whenInterruptedBeforeTheCallThenNothingIsSent() {
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(CallInterruptedException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("x"))
				.withMessageContaining("never sent")
				.returns("interrupted", MemoturnException::code)
				.returns(false, MemoturnException::isRetryable);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(server.connections()).isZero();
		}
	}

	@Test
	void whenTimeIsUpThenTheExchangeIsCancelled() {
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				MemoturnClient client = MemoturnClient.builder()
					.url(server.url())
					.totalTimeout(Duration.ofMillis(300))
					.build()) {
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("x"))
				.isInstanceOfAny(DeadlineExceededException.class, UnavailableException.class);
			ScriptedServer.await("exchange closed", () -> server.openConnections() == 0);
		}
	}

	@Test
	void failureShouldShowTheCallersStack() {
		try (ScriptedServer server = new ScriptedServer(Reply.json(500, ""));
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> client.memory("acme", "alice").recall("x"))
				.satisfies((ex) -> assertThat(ex.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().startsWith(BlockingCallTests.class.getName())));
		}
	}

	@Test
	void whenClosedThenCallsAreRefused() {
		try (ScriptedServer server = new ScriptedServer(Reply.silence())) {
			MemoturnClient client = MemoturnClient.builder().url(server.url()).build();
			client.close();
			client.close();
			assertThatIllegalStateException().isThrownBy(client::ping).withMessageContaining("closed");
			List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
			client.reactive().ping().subscribe((none) -> {
			}, failures::add);
			assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
			assertThat(server.connections()).isZero();
		}
	}

	@Test
	void whenClosedDuringACallThenTheCallFails() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply.silence())) {
			MemoturnClient client = MemoturnClient.builder().url(server.url()).build();
			FutureTask<@Nullable Throwable> call = new FutureTask<>(() -> catchThrowable(client::ping));
			Thread caller = new Thread(call);
			caller.start();
			ScriptedServer.await("request", () -> server.requests().size() == 1);
			client.close();
			assertThat(call.get(30, TimeUnit.SECONDS)).isInstanceOf(UnavailableException.class);
			ScriptedServer.await("closed", () -> server.openConnections() == 0);
		}
	}

}
