package ai.memoturn.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ai.memoturn.client.database.ReactiveDatabases;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.memory.AskRequest;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.RecallRequest;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.transcript.ReactiveTranscript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a subscription means.
 */
@Timeout(60)
class ReactiveCallTests {

	private static final Reply FOUND = Reply.json(200, "{\"memories\":[],\"txid\":1}");

	@Test
	void whenNobodySubscribesThenNothingIsSent() {
		try (ScriptedServer server = new ScriptedServer(FOUND);
				MemoturnClient client = MemoturnClient.builder().url(() -> {
					throw new AssertionError("Nobody subscribed");
				}).build()) {
			assertThat(calls(client.reactive().memory("acme", "alice"))).hasSize(15);
			assertThat(calls(client.reactive().memory("..", "").onBranch(""))).hasSize(15);
			ReactiveDatabases databases = client.reactive().databases();
			assertThat(List.of(databases.create("plain"), databases.list(), databases.delete("..")))
				.doesNotContainNull();
			assertThat(server.connections()).isZero();
		}
	}

	@Test
	void whenSubscribedTwiceThenThereAreTwoCalls() {
		try (ScriptedServer server = new ScriptedServer(FOUND);
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			Mono<?> recall = client.reactive().memory("acme", "alice").recall("x");
			List<Object> found = new CopyOnWriteArrayList<>();
			recall.repeat(2).subscribe(found::add);
			ScriptedServer.await("three answers", () -> found.size() == 3);
			assertThat(server.requests()).hasSize(3);
		}
	}

	@Test
	void whenArgumentsChangeBetweenSubscriptionsThenTheNewOnesCount() {
		try (ScriptedServer server = new ScriptedServer(Reply.close());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).retry(RetrySettings.off()).build()) {
			List<MemoryInput> batch = new CopyOnWriteArrayList<>(List.of(MemoryInput.event("one")));
			Mono<?> ingest = client.reactive().memory("acme", "alice").ingest(batch).onErrorComplete();
			ingest.subscribe();
			ScriptedServer.await("first call", () -> server.requests().size() == 1);
			batch.set(0, MemoryInput.event("two"));
			ingest.subscribe();
			ScriptedServer.await("second call", () -> server.requests().size() == 2);
			assertThat(server.requests().get(0).body()).contains("one");
			assertThat(server.requests().get(1).body()).contains("two");
		}
	}

	@Test
	void whenCancelledThenTheExchangeIsClosed() {
		try (ScriptedServer server = new ScriptedServer(Reply.silence());
				MemoturnClient client = MemoturnClient.builder().url(server.url()).maxConnections(1).build()) {
			for (int i = 1; i <= 50; i++) {
				int calls = i;
				Disposable call = client.reactive().memory("acme", "alice").recall("x").subscribe();
				ScriptedServer.await("call " + calls, () -> server.requests().size() == calls);
				call.dispose();
				ScriptedServer.await("closed " + calls, () -> server.openConnections() == 0);
			}
		}
	}

	@Test
	void whenCancelledAtAnyTimeThenNoConnectionLeaks() {
		try (ScriptedServer server = new ScriptedServer(FOUND);
				MemoturnClient client = MemoturnClient.builder().url(server.url()).maxConnections(4).build()) {
			server.forgetRequests();
			ReactiveMemoryProfile memory = client.reactive().memory("acme", "alice");
			for (int i = 0; i < 10_000; i++) {
				// With as many calls at once, some are turned away; those are over
				// anyway.
				Disposable call = memory.recall("x").onErrorComplete(UnavailableException.class).subscribe();
				for (int spin = 0; spin < (i % 50) * 200; spin++) {
					Thread.onSpinWait();
				}
				call.dispose();
			}
			List<Object> found = new CopyOnWriteArrayList<>();
			Flux.range(0, 20).flatMap((i) -> memory.recall("x")).subscribe(found::add);
			ScriptedServer.await("answers on a whole pool", () -> found.size() == 20);
			assertThat(server.openConnections()).isLessThanOrEqualTo(4);
		}
	}

	@Test
	void valuesShouldArriveOnAThreadOfTheClient() {
		try (ScriptedServer server = new ScriptedServer(FOUND);
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			List<String> threads = new CopyOnWriteArrayList<>();
			client.reactive().memory("acme", "alice").recall("x").subscribe((found) -> {
				assertThat(Schedulers.isInNonBlockingThread()).isTrue();
				threads.add(Thread.currentThread().getName());
			});
			ScriptedServer.await("answer", () -> threads.size() == 1);
			assertThat(threads.get(0)).startsWith("memoturn-client-");
		}
	}

	static Stream<Publisher<?>> badCalls() {
		ReactiveMemoturnClient client = MemoturnClient.builder().url("http://127.0.0.1:1").build().reactive();
		ReactiveMemoryProfile memory = client.memory("acme", "alice");
		return Stream.of(client.profiles(".."), client.memory("Acme", "alice").recall("x"),
				client.memory("acme", "alice@x").get("mem_1"), memory.onBranch("").recall("x"),
				memory.onBranch("a/b").forget("mem_1"), memory.get(""), memory.get(".."), memory.forget("\ud800"),
				memory.ingest(), memory.ingest(List.of()), memory.sessions(0), memory.endSession(""),
				memory.transcript("").window(), memory.transcript("s").window(0),
				memory.transcript("s").append("\ud800", "x"), memory.transcript("s").append("user", Double.NaN),
				memory.transcript("s").append("user", "x", new float[0]),
				memory.transcript("s").search(new float[] { Float.NaN }),
				memory.transcript("s").search(new float[] { 1 }, 0), client.database("a@").transcript("s").window(),
				client.databases().create("a--b"), client.databases().delete("a@b"), memory.recall((request) -> {
				}), memory.recall((request) -> request.k(0)), memory.ask(" "));
	}

	@ParameterizedTest
	@MethodSource("badCalls")
	void whenArgumentIsBadThenItIsAnErrorSignal(Publisher<?> call) {
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		Flux.from(call).subscribe((value) -> {
		}, failures::add);
		assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
	}

	private static List<Publisher<?>> calls(ReactiveMemoryProfile memory) {
		ReactiveTranscript transcript = memory.transcript("");
		ExtractRequest turns = ExtractRequest.builder().turn("user", "x").build();
		return List.of(memory.ingest(MemoryInput.event("x")), memory.ingest(List.of(MemoryInput.event("x"))),
				memory.recall("x"), memory.recall(RecallRequest.builder().query("x").build()), memory.get("mem_1"),
				memory.forget("mem_1"), memory.ask(AskRequest.builder("x").build()), memory.extract(turns),
				memory.propose(turns), memory.sessions(), memory.endSession("s"),
				memory.endSessionAndDeleteTranscript("s"), transcript.append("user", "x"), transcript.window(),
				transcript.search(new float[] { 1 }));
	}

}
