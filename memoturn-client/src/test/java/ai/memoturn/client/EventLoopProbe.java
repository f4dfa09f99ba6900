package ai.memoturn.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;

/**
 * A program that makes every call of the client on both faces, many at once and most of
 * them repeated, and prints whatever blocks a thread that must not block. A program of
 * its own because what finds that changes the whole process.
 */
final class EventLoopProbe {

	private static final int THREADS = 16;

	private static final Reply LATER = Reply.of(429, "application/json", "", "Retry-After: 0");

	private static final Reply FINE = Reply.json(200, "{\"memories\":[],\"token\":\"t\",\"expires_in\":60,\"txid\":1}");

	private EventLoopProbe() {
	}

	public static void main(String[] arguments) throws Exception {
		Set<String> found = ConcurrentHashMap.newKeySet();
		BlockHound.install((builder) -> builder
			// Once per type, as whoever reads JSON on an event loop does.
			.allowBlockingCallsInside("tools.jackson.databind.deser.DeserializerCache",
					"_createAndCacheValueDeserializer")
			.blockingMethodCallback((method) -> {
				StackTraceElement[] stack = Thread.currentThread().getStackTrace();
				found.add(method + " " + List.of(stack).subList(0, Math.min(25, stack.length)));
			}));
		Mono.delay(Duration.ofMillis(1)).doOnNext((tick) -> sleep()).block(Duration.ofSeconds(10));
		if (found.isEmpty()) {
			throw new AssertionError("What blocks is not found");
		}
		found.clear();
		AtomicInteger requests = new AtomicInteger();
		List<Reply> replies = List.of(FINE, LATER, FINE, Reply.reset(), FINE, Reply.json(200, "{"));
		try (ScriptedServer server = new ScriptedServer(FINE)) {
			server.forgetRequests();
			server.answer((request) -> replies.get(requests.incrementAndGet() % replies.size()));
			RetrySettings eager = RetrySettings.defaults()
				.budget(Integer.MAX_VALUE)
				.initialInterval(Duration.ofMillis(1));
			try (MemoturnClient client = MemoturnClient.builder()
				.url(server.url())
				.platformKey("k")
				.mintTokens(TokenMinting.perProfile())
				.maxConnections(THREADS / 2)
				.retry(eager)
				.build()) {
				callAll(client);
			}
		}
		found.forEach(System.out::println);
		System.out.println("requests: " + requests + ", blocked: " + found.size());
		System.exit(0);
	}

	private static void callAll(MemoturnClient client) throws Exception {
		List<Callable<Boolean>> calls = new ArrayList<>();
		for (int round = 0; round < 2; round++) {
			for (RepetitionTests.Use use : RepetitionTests.Use.values()) {
				for (Face face : Face.values()) {
					calls.add(() -> {
						try {
							use.call(face.of(client), UnaryOperator.identity());
						}
						catch (MemoturnException ex) {
							// Answers here seldom fit what was asked.
						}
						return true;
					});
				}
			}
		}
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<Boolean> call : threads.invokeAll(calls, 60, TimeUnit.SECONDS)) {
				call.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void sleep() {
		try {
			Thread.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
