package ai.memoturn.boot.scope;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.memoturn.boot.test.NamingServer;
import ai.memoturn.boot.test.RecordingServer;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.transcript.ReactiveTranscript;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ScopedReactiveMemoryProfile}.
 */
class ScopedReactiveMemoryProfileTests {

	private static final int IDENTITIES = 100;

	private static final int CALLS = 10_000;

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final String USER = "user";

	private final ThreadLocal<@Nullable MemoryScope> current = new ThreadLocal<>();

	private final AtomicInteger resolutions = new AtomicInteger();

	private final MemoryProfileResolver resolver = () -> {
		this.resolutions.incrementAndGet();
		return this.current.get();
	};

	private final ReactiveMemoryProfileResolver reactiveResolver = () -> Mono
		.deferContextual((context) -> Mono.justOrEmpty(context.<String>getOrEmpty(USER)).map(MemoryScope::of));

	private RecordingServer server;

	private MemoturnClient client;

	private ReactiveMemoryProfile memory;

	@BeforeEach
	void start() {
		this.server = new RecordingServer();
		this.client = MemoturnClient.builder().url(this.server.url()).build();
		this.memory = scoped(this.client);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void everyOperationShouldKeepToTheUserForWhomItWasAssembled() throws Exception {
		this.server.answer(400, "{}");
		for (Method operation : operations()) {
			this.server.requests().clear();
			this.resolutions.set(0);
			this.current.set(MemoryScope.of("ann"));
			Publisher<?> call = call(operation);
			this.current.set(MemoryScope.of("ben"));
			assertThatExceptionOfType(RuntimeException.class).as("%s", operation)
				.isThrownBy(() -> Flux.from(call).blockLast(LIMIT));
			this.current.remove();
			assertThat(this.server.requests()).as("%s", operation)
				.singleElement()
				.satisfies((request) -> assertThat(request.path()).containsAnyOf("/acme/ann", "/acme--ann"));
			assertThat(this.resolutions).as("%s", operation).hasValue(1);
		}
	}

	@Test
	void everyOperationShouldTakeTheUserOfTheContext() throws Exception {
		this.server.answer(400, "{}");
		for (Method operation : operations()) {
			this.server.requests().clear();
			Flux<?> call = Flux.from(call(operation));
			assertThatExceptionOfType(RuntimeException.class).as("%s", operation)
				.isThrownBy(() -> call.contextWrite((context) -> context.put(USER, "ann")).blockLast(LIMIT));
			assertThat(this.server.requests()).as("%s", operation)
				.singleElement()
				.satisfies((request) -> assertThat(request.path()).containsAnyOf("/acme/ann", "/acme--ann"));
		}
	}

	@Test
	void everyOperationShouldFailBeforeAnythingIsSentWhenThereIsNobody() throws Exception {
		for (Method operation : operations()) {
			Publisher<?> call = call(operation);
			assertThatExceptionOfType(NoMemoryProfileException.class).as("%s", operation)
				.isThrownBy(() -> Flux.from(call).blockLast(LIMIT));
			assertThatExceptionOfType(NoMemoryProfileException.class).as("%s", operation)
				.isThrownBy(() -> Flux.from(call).contextWrite((context) -> context.put(USER, "")).blockLast(LIMIT));
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void whenAssembledForOneAndSubscribedToForAnotherThenItFails() throws Exception {
		for (Method operation : operations()) {
			this.current.set(MemoryScope.of("ann"));
			Publisher<?> call = call(operation);
			this.current.remove();
			assertThatExceptionOfType(NoMemoryProfileException.class).as("%s", operation)
				.isThrownBy(() -> Flux.from(call).contextWrite((context) -> context.put(USER, "ben")).blockLast(LIMIT))
				.withMessageContaining("for one user and subscribed to for another");
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void whenThreadAndContextAgreeThenItIsSent() {
		this.current.set(MemoryScope.of("ann"));
		Mono<?> call = this.memory.recall("tea").contextWrite((context) -> context.put(USER, "ann"));
		this.current.remove();
		this.server.answer(200, "{\"memories\":[],\"txid\":1}");
		StepVerifier.create(call.onErrorComplete((ex) -> !(ex instanceof NoMemoryProfileException)).then())
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.server.requests()).isNotEmpty();
	}

	@Test
	void whenTheContextIsFilledBelowTheCallThenItDoesNotCount() {
		Mono<?> call = Mono.just("tea")
			.contextWrite((context) -> context.put(USER, "ann"))
			.flatMap(this.memory::recall);
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(() -> call.block(LIMIT));
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void noMethodShouldThrowWhenTheResolverFails() {
		ReactiveMemoryProfile memory = new MemoryProfiles(this.client, this.client.reactive(),
				new ScopeResolution(() -> {
					throw new UnsupportedOperationException("no tenant");
				}, null, "acme", ProfileNameEncoding.STRICT))
			.reactiveCurrent();
		Mono<?> call = memory.recall("tea");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> call.block(LIMIT));
	}

	@Test
	void aHandleShouldFixTheBranchAndNobody() {
		ReactiveMemoryProfile draft = this.memory.onBranch("draft");
		this.current.set(MemoryScope.of("ann"));
		assertThat(draft.profile()).isEqualTo("ann");
		assertThat(draft.branch()).isEqualTo("draft");
		this.current.set(new MemoryScope("other", "ben", "of-resolver"));
		assertThat(draft.namespace()).isEqualTo("other");
		assertThat(draft.branch()).isEqualTo("draft");
		assertThat(this.memory.branch()).isEqualTo("of-resolver");
		this.current.remove();
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(draft::profile);
		assertThat(draft).hasToString("Reactive memory profile of the current user on branch draft");
	}

	@Test
	void usersShouldNeverMeetHoweverOftenTheThreadChanges() {
		try (NamingServer server = new NamingServer();
				MemoturnClient client = MemoturnClient.builder().url(server.url()).build()) {
			ReactiveMemoryProfile memory = scoped(client);
			Flux<Integer> calls = Flux.range(0, CALLS).flatMap((i) -> {
				String user = "user-" + (i % IDENTITIES);
				Mono<String> answer = Mono.just(1)
					.publishOn(Schedulers.parallel())
					.flatMap(memory::sessions)
					.publishOn(Schedulers.boundedElastic())
					.map((found) -> found.sessions().get(0).id());
				return answer.filter(user::equals).map((same) -> i).contextWrite((context) -> context.put(USER, user));
			}, 64);
			assertThat(calls.count().block(LIMIT)).isEqualTo(CALLS);
		}
	}

	private ReactiveMemoryProfile scoped(MemoturnClient client) {
		return new MemoryProfiles(client, client.reactive(),
				new ScopeResolution(this.resolver, this.reactiveResolver, "acme", ProfileNameEncoding.STRICT))
			.reactiveCurrent();
	}

	private Publisher<?> call(Method operation) throws Exception {
		Object target = (operation.getDeclaringClass() == ReactiveTranscript.class) ? this.memory.transcript("s-1")
				: this.memory;
		Object[] arguments = Arrays.stream(operation.getParameterTypes())
			.map((type) -> ScopedMemoryProfileTests.argument(operation, type))
			.toArray();
		return (Publisher<?>) operation.invoke(target, arguments);
	}

	private static List<Method> operations() {
		List<Method> operations = Stream.of(ReactiveMemoryProfile.class, ReactiveTranscript.class)
			.flatMap((type) -> Arrays.stream(type.getMethods()))
			.filter((method) -> Publisher.class.isAssignableFrom(method.getReturnType()))
			.toList();
		assertThat(operations).hasSizeGreaterThan(18);
		return operations;
	}

}
