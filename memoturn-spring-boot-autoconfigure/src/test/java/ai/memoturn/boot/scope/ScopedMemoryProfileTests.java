package ai.memoturn.boot.scope;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.memoturn.boot.test.NamingServer;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.erasure.ErasureTarget;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.AskRequest;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallRequest;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.TranscriptTurn;
import ai.memoturn.embedded.EmbeddedNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ScopedMemoryProfile}.
 */
class ScopedMemoryProfileTests {

	private static final int IDENTITIES = 100;

	private static final int CALLS = 10_000;

	@TempDir
	private static Path dataDirectory;

	private static EmbeddedNode node;

	private static MemoturnClient client;

	private final ThreadLocal<@Nullable MemoryScope> current = new ThreadLocal<>();

	private final AtomicInteger resolutions = new AtomicInteger();

	private final MemoryProfileResolver resolver = () -> {
		this.resolutions.incrementAndGet();
		return this.current.get();
	};

	private MemoryProfile memory;

	@BeforeAll
	static void start() {
		node = EmbeddedNode.builder().dataDirectory(dataDirectory).port(0).start();
		client = MemoturnClient.builder().url(node.url()).build();
	}

	@BeforeEach
	void scope() {
		this.memory = scoped(client, "acme");
	}

	@AfterAll
	static void stop() {
		client.close();
		node.close();
	}

	@Test
	void usersOnPooledThreadsShouldNeverMeet() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(16);
		try {
			usersShouldNeverMeet(pool);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	@EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads came with Java 21")
	void usersOnVirtualThreadsShouldNeverMeet() throws Exception {
		try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("user-")) {
			executor.setVirtualThreads(true);
			executor.setConcurrencyLimit(64);
			usersShouldNeverMeet(executor);
		}
	}

	private void usersShouldNeverMeet(Executor executor) throws Exception {
		try (NamingServer server = new NamingServer();
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			MemoryProfile memory = scoped(client, "acme");
			List<CompletableFuture<String>> answers = IntStream.range(0, CALLS)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> as(MemoryScope.of("user-" + (i % IDENTITIES)),
						() -> memory.sessions(1).sessions().get(0).id()), executor))
				.toList();
			CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
			for (int i = 0; i < CALLS; i++) {
				assertThat(answers.get(i).join()).isEqualTo("user-" + (i % IDENTITIES));
			}
		}
	}

	@Test
	void aBranchHandleShouldAddressWhoeverUsesIt() {
		MemoryProfile draft = as(MemoryScope.of("alice"), () -> this.memory.onBranch("draft"));
		assertThat(as(MemoryScope.of("bob"), draft::profile)).isEqualTo("bob");
		assertThat(as(MemoryScope.of("bob"), draft::branch)).isEqualTo("draft");
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(draft::profile);
	}

	@Test
	void aTranscriptShouldBeThatOfWhoeverUsesIt() {
		Transcript transcript = this.memory.transcript("s-1");
		for (String user : List.of("ann", "ben")) {
			client.memory("acme", user).ingest(MemoryInput.event("exists"));
			as(MemoryScope.of(user), () -> transcript.append("user", "I am " + user));
		}
		for (String user : List.of("ann", "ben")) {
			assertThat(as(MemoryScope.of(user), transcript::window).turns()).extracting(TranscriptTurn::content)
				.containsExactly("I am " + user);
			assertThat(client.memory("acme", user).transcript("s-1").window().turns())
				.extracting(TranscriptTurn::content)
				.containsExactly("I am " + user);
		}
		assertThat(transcript.session()).isEqualTo("s-1");
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(transcript::window);
	}

	@Test
	void aTranscriptShouldStayOnTheBranchOfItsHandle() throws Exception {
		try (RecordingServer server = new RecordingServer();
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			Transcript transcript = scoped(client, "acme").onBranch("draft").transcript("s-1");
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> as(MemoryScope.of("bob"), () -> transcript.append("user", "x")));
			assertThat(server.requests()).singleElement()
				.asString()
				.contains("/v1/db/acme--bob@draft/memory/s-1/turns");
		}
	}

	@Test
	void optionsOfAHandleShouldReachTheCallsOfWhoeverUsesIt() {
		client.memory("acme", "alice").ingest(MemoryInput.event("exists"));
		MemoryProfile demanding = this.memory.with((options) -> options.minTxid(Long.MAX_VALUE));
		assertThat(as(MemoryScope.of("alice"), () -> demanding.recall("exists")).stale()).isTrue();
		assertThat(as(MemoryScope.of("alice"), () -> demanding.onBranch("main").recall("exists")).stale()).isTrue();
		assertThat(as(MemoryScope.of("alice"), () -> demanding.transcript("s-1").window()).stale()).isTrue();
		assertThat(as(MemoryScope.of("alice"),
				() -> this.memory.transcript("s-1").with((options) -> options.minTxid(Long.MAX_VALUE)).window())
			.stale()).isTrue();
		assertThat(as(MemoryScope.of("alice"), () -> this.memory.recall("exists")).stale()).isFalse();
	}

	@Test
	void aForkShouldBeMadeForWhoeverCallsAndAddressWhoeverUsesIt() throws Exception {
		try (RecordingServer server = new RecordingServer();
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			MemoryProfile memory = scoped(client, "acme");
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> as(MemoryScope.of("bob"), () -> memory.fork("draft", Duration.ofHours(1))));
			assertThatExceptionOfType(MemoturnException.class)
				.isThrownBy(() -> as(MemoryScope.of("ann"), () -> memory.onBranch("draft").rewind("before")));
			assertThat(server.requests()).extracting(Object::toString)
				.satisfiesExactly((fork) -> assertThat(fork).contains("/v1/db/acme--bob/branches"),
						(rewind) -> assertThat(rewind).contains("/v1/db/acme--ann/branches/draft/rewind"));
		}
	}

	@Test
	void theBranchOfAHandleShouldWinOverTheResolvers() {
		MemoryScope scope = new MemoryScope(null, "alice", "of-resolver");
		assertThat(as(scope, this.memory::branch)).isEqualTo("of-resolver");
		assertThat(as(scope, this.memory.onBranch("of-handle")::branch)).isEqualTo("of-handle");
	}

	@Test
	void theNamespaceOfTheResolverShouldWinOverTheDefault() {
		assertThat(as(new MemoryScope("other", "alice", null), this.memory::namespace)).isEqualTo("other");
		assertThat(as(MemoryScope.of("alice"), this.memory::namespace)).isEqualTo("acme");
	}

	@Test
	void everyOperationShouldAskForTheUserOnceAndFailBeforeAnythingIsSent() throws Exception {
		try (RecordingServer server = new RecordingServer();
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			MemoryProfile memory = scoped(client, "acme");
			for (Method operation : operations()) {
				this.resolutions.set(0);
				assertThat(call(target(memory, operation), operation)).as("%s", operation)
					.isInstanceOf(NoMemoryProfileException.class);
				assertThat(this.resolutions).as("%s", operation).hasValue(1);
			}
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void everyOperationShouldAskForTheUserOnceWhenThereIsOne() throws Exception {
		for (Method operation : operations()) {
			this.resolutions.set(0);
			this.current.set(MemoryScope.of("once"));
			try {
				Throwable failure = call(target(this.memory, operation), operation);
				// The node has no language model for some of them.
				assertThat(failure).as("%s", operation)
					.satisfiesAnyOf((ex) -> assertThat(ex).isNull(),
							(ex) -> assertThat(ex).isInstanceOf(MemoturnException.class));
				assertThat(this.resolutions).as("%s", operation).hasValue(1);
			}
			finally {
				this.current.remove();
			}
		}
	}

	@Test
	void whenThereIsNoNamespaceThenEveryUseFails() {
		MemoryProfile memory = scoped(client, null);
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> as(MemoryScope.of("alice"), () -> memory.recall("tea")))
			.withMessageContaining("memoturn.namespace");
	}

	@Test
	void whenTheNameIsEmptyThenNobodyIsSignedIn() {
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> as(MemoryScope.of(""), () -> this.memory.recall("tea")))
			.withMessageContaining("Nobody");
	}

	@Test
	void whenTheResolverFailsThenItsFailureIsSeen() {
		MemoryProfile memory = scoped(client, () -> {
			throw new UnsupportedOperationException("no tenant");
		}, "acme");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> memory.recall("tea"));
	}

	@Test
	void printingAndComparingShouldWorkWithoutAUser() {
		assertThat(this.memory).hasToString("Memory profile of the current user");
		assertThat(this.memory.onBranch("draft")).hasToString("Memory profile of the current user on branch draft");
		assertThat(List.of(this.memory, this.memory.onBranch("draft"))).containsOnlyOnce(this.memory);
		assertThat(this.resolutions).hasValue(0);
	}

	private MemoryProfile scoped(MemoturnClient client, @Nullable String namespace) {
		return scoped(client, this.resolver, namespace);
	}

	private static MemoryProfile scoped(MemoturnClient client, MemoryProfileResolver resolver,
			@Nullable String namespace) {
		return new MemoryProfiles(client, client.reactive(),
				new ScopeResolution(resolver, null, namespace, ProfileNameEncoding.STRICT))
			.current();
	}

	private <T extends @Nullable Object> T as(MemoryScope scope, Callable<T> call) {
		this.current.set(scope);
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.current.remove();
		}
	}

	/**
	 * Return everything that a profile and its transcripts can do, overloads included,
	 * except taking a handle and looking at what it fixes, which needs no user.
	 * @return the operations
	 */
	private static List<Method> operations() {
		List<Method> operations = Stream.of(MemoryProfile.class, Transcript.class)
			.flatMap((type) -> Arrays.stream(type.getMethods()))
			.filter((method) -> !List.of("onBranch", "transcript", "session", "with").contains(method.getName()))
			.toList();
		assertThat(operations).hasSizeGreaterThan(20);
		return operations;
	}

	private static Object target(MemoryProfile memory, Method operation) {
		return (operation.getDeclaringClass() == Transcript.class) ? memory.transcript("s-1") : memory;
	}

	private static @Nullable Throwable call(Object memory, Method operation) throws IllegalAccessException {
		Object[] arguments = Arrays.stream(operation.getParameterTypes())
			.map((type) -> argument(operation, type))
			.toArray();
		try {
			operation.invoke(memory, arguments);
			return null;
		}
		catch (InvocationTargetException ex) {
			return ex.getCause();
		}
	}

	static Object argument(Method operation, Class<?> type) {
		if (type == Path.class) {
			// What is imported must be there, what is exported must not.
			return operation.getName().equals("importFrom") ? Path.of("pom.xml")
					: Path.of("target", "export-" + UUID.randomUUID());
		}
		if (type == int.class) {
			return 1;
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == Duration.class) {
			return Duration.ofHours(1);
		}
		if (type == float[].class) {
			return new float[] { 1 };
		}
		if (type == String.class || type == Object.class) {
			return "mem_00000000000000000000000000000000";
		}
		if (type == RecallRequest.class) {
			return RecallRequest.builder().query("tea").build();
		}
		if (type == Consumer.class) {
			return (Consumer<RecallRequest.Builder>) (request) -> request.query("tea");
		}
		if (type == AskRequest.class) {
			return AskRequest.builder("tea?").build();
		}
		if (type == ExtractRequest.class) {
			return ExtractRequest.builder().turn("user", "I like tea").build();
		}
		if (type == ErasureTarget.class) {
			return ErasureTarget.memory("mem_00000000000000000000000000000000");
		}
		if (type == MemoryInput[].class) {
			return new MemoryInput[] { MemoryInput.fact("likes tea") };
		}
		return List.of(MemoryInput.fact("likes tea"));
	}

}
