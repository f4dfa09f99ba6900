package ai.memoturn.boot.scope;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MemoryProfiles}, and for how the scope follows work to other threads.
 */
class MemoryProfilesTests {

	private static final MemoryScope ANN = MemoryScope.of("ann");

	private static final MemoryScope BEN = MemoryScope.of("ben");

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int IDENTITIES = 100;

	private static final int CALLS = 10_000;

	private final AtomicReference<@Nullable MemoryScope> ofRequest = new AtomicReference<>();

	private final MemoturnClient client = MemoturnClient.builder().url("http://127.0.0.1:1").build();

	private final MemoryProfiles profiles = profiles(null);

	private final MemoryProfile memory = this.profiles.current();

	private final ReactiveMemoryProfile reactive = this.profiles.reactiveCurrent();

	@AfterEach
	void close() {
		this.client.close();
		assertThat(CurrentMemoryScope.get()).isNull();
	}

	@Test
	void aStoredNameShouldBeTakenAsItIs() {
		MemoryProfiles hashed = new MemoryProfiles(this.client, this.client.reactive(),
				new ScopeResolution(null, null, "acme", ProfileNameEncoding.HASHED));
		String digest = hashed.of(ANN).profile();
		assertThat(digest).hasSize(64);
		try (MemoryProfiles.Opened ann = hashed.open(MemoryScope.ofStored(null, digest))) {
			assertThat(ann).isNotNull();
			assertThat(hashed.current().profile()).isEqualTo(digest);
		}
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> hashed.of(MemoryScope.ofStored(null, "ann@example.com")));
	}

	@Test
	void branchesShouldBeAddedToWhoeverItIs() {
		MemoryScope onDraft = new MemoryScope("acme", "ann", "draft");
		MemoryProfileResolver resolver = this.ofRequest::get;
		MemoryProfileResolver onBranches = resolver.onBranchOf(() -> "trial");
		assertThat(onBranches.resolve()).as("nobody").isNull();
		this.ofRequest.set(ANN);
		assertThat(onBranches.resolve()).isEqualTo(ANN.onBranch("trial"));
		this.ofRequest.set(onDraft);
		assertThat(onBranches.resolve()).isEqualTo(onDraft);
		ReactiveMemoryProfileResolver reactive = () -> Mono.justOrEmpty(this.ofRequest.get());
		assertThat(reactive.onBranchOf(() -> Mono.just("trial")).resolve().block(LIMIT)).isEqualTo(onDraft);
		this.ofRequest.set(ANN);
		assertThat(reactive.onBranchOf(() -> Mono.just("trial")).resolve().block(LIMIT))
			.isEqualTo(ANN.onBranch("trial"));
		assertThat(reactive.onBranchOf(Mono::empty).resolve().block(LIMIT)).isEqualTo(ANN);
	}

	@Test
	void anOpenScopeShouldCountUntilItIsClosed() {
		try (MemoryProfiles.Opened ann = this.profiles.open(ANN)) {
			assertThat(ann).hasToString("Memory scope");
			assertThat(this.memory.profile()).isEqualTo("ann");
			assertThat(this.reactive.profile()).isEqualTo("ann");
			try (MemoryProfiles.Opened ben = this.profiles.open(new MemoryScope("other", "ben", "draft"))) {
				assertThat(ben).isNotNull();
				assertThat(
						List.of(this.memory.namespace(), this.memory.profile(), String.valueOf(this.memory.branch())))
					.containsExactly("other", "ben", "draft");
			}
			assertThat(this.memory.profile()).isEqualTo("ann");
		}
		assertNobody();
	}

	@Test
	void anOpenScopeShouldWinOverTheRequest() {
		MemoryProfiles profiles = profiles(() -> BEN);
		assertThat(profiles.current().profile()).isEqualTo("ben");
		profiles.run(ANN, () -> assertThat(profiles.current().profile()).isEqualTo("ann"));
		assertThat(profiles.current().profile()).isEqualTo("ben");
	}

	@Test
	void aScopeShouldEndWhenItsWorkFails() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.profiles.run(ANN, () -> {
			throw new UnsupportedOperationException();
		}));
		assertNobody();
		assertThat(this.profiles.<String>call(ANN, this.memory::profile)).isEqualTo("ann");
		assertNobody();
	}

	@Test
	void aScopeShouldBeClosedInOrderAndOnItsThread() {
		MemoryProfiles.Opened ann = this.profiles.open(ANN);
		MemoryProfiles.Opened ben = this.profiles.open(BEN);
		assertThatIllegalStateException().isThrownBy(ann::close).withMessageContaining("reverse order");
		assertThat(CompletableFuture.runAsync(ben::close)).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("on the thread that opened it");
		ben.close();
		ben.close();
		ann.close();
		assertNobody();
	}

	@Test
	void whatIsNoProfileShouldBeRefusedBeforeTheWork() {
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> this.profiles.run(MemoryScope.of("Ann"), () -> {
				throw new AssertionError("must not run");
			}));
		assertThatExceptionOfType(NoMemoryProfileException.class)
			.isThrownBy(() -> this.profiles.of(MemoryScope.of("")));
		assertNobody();
	}

	@Test
	void aHandleShouldKeepToItsProfile() {
		MemoryProfile ann = this.profiles.of(ANN);
		ReactiveMemoryProfile reactiveAnn = this.profiles.reactiveOf(ANN);
		MemoryProfile current = this.profiles.call(ANN, this.profiles::onThread);
		ReactiveMemoryProfile reactiveCurrent = this.profiles.call(ANN, this.profiles::reactiveOnThread);
		this.profiles.run(BEN, () -> {
			assertThat(List.of(ann, current)).extracting(MemoryProfile::profile).containsOnly("ann");
			assertThat(List.of(reactiveAnn, reactiveCurrent)).extracting(ReactiveMemoryProfile::profile)
				.containsOnly("ann");
		});
	}

	@Test
	void reactiveWorkShouldRunInItsScopeWhateverIsAroundIt() {
		Mono<String> name = this.profiles.mono(ANN, () -> this.profiles.inContext().map(MemoryProfile::profile));
		Flux<String> names = this.profiles.flux(ANN,
				() -> this.profiles.reactiveInContext().map(ReactiveMemoryProfile::profile).flux());
		this.profiles.run(BEN, () -> {
			assertThat(name.contextWrite((context) -> context.put(CurrentMemoryScope.KEY, BEN)).block())
				.isEqualTo("ann");
			assertThat(names.blockLast()).isEqualTo("ann");
		});
		assertThat(this.profiles.mono(MemoryScope.of("Ann"), () -> Mono.just("x")).onErrorReturn("refused").block())
			.isEqualTo("refused");
		assertNobody();
	}

	@Test
	void poolThreadsShouldServeTheScopeOfWhoeverHandsThemWork() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(16);
		try {
			ExecutorService carrying = ContextExecutorService.wrap(pool,
					() -> ContextSnapshotFactory.builder().build().captureAll());
			assertUsersNeverMeet((user) -> carrying.submit(this.memory::profile));
			// And none stays behind.
			for (int i = 0; i < 16; i++) {
				assertThat(pool.submit(CurrentMemoryScope::get).get(10, TimeUnit.SECONDS)).isNull();
			}
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	@EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads came with Java 21")
	void virtualThreadsShouldServeTheScopeOfWhoeverStartsThem() throws Exception {
		try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("virtual-")) {
			executor.setVirtualThreads(true);
			executor.setConcurrencyLimit(64);
			executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
			assertUsersNeverMeet((user) -> executor.submit(this.memory::profile));
		}
	}

	@Test
	void parallelStreamsShouldNotInheritAScope() {
		this.profiles.run(ANN, () -> {
			List<String> seen = IntStream.range(0, CALLS).parallel().mapToObj((i) -> {
				MemoryScope scope = CurrentMemoryScope.get();
				return (scope != null) ? scope.profile() : "nobody";
			}).distinct().toList();
			assertThat(seen).isSubsetOf("ann", "nobody");
		});
		MemoryProfile fixed = this.profiles.of(ANN);
		assertThat(IntStream.range(0, CALLS).parallel().mapToObj((i) -> fixed.profile()).distinct())
			.containsExactly("ann");
	}

	@Test
	void workOfARequestShouldTakeItsUserAlong() throws Exception {
		MemoryProfiles profiles = profiles(this.ofRequest::get);
		this.ofRequest.set(ANN);
		ExecutorService pool = Executors.newSingleThreadExecutor();
		try {
			new RequestMemoryScopeFilter(this.ofRequest::get).doFilter(new MockHttpServletRequest(),
					new MockHttpServletResponse(), (request, response) -> {
						Runnable work = new ContextPropagatingTaskDecorator()
							.decorate(() -> assertThat(profiles.current().profile()).isEqualTo("ann"));
						// Whoever signs in afterwards is not whom the work was handed
						// over for.
						this.ofRequest.set(BEN);
						assertThat(pool.submit(work)).succeedsWithin(10, TimeUnit.SECONDS);
						work.run();
						assertThat(profiles.current().profile()).isEqualTo("ben");
					});
			assertThat(CurrentMemoryScope.capture()).isNull();
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void whenTheUserOfARequestCannotBeToldThenOtherWorkIsHandedOverAllTheSame() throws Exception {
		new RequestMemoryScopeFilter(() -> {
			throw new NoMemoryProfileException("no tenant");
		}).doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), (request, response) -> {
			Runnable work = new ContextPropagatingTaskDecorator().decorate(this::assertNobody);
			assertThat(CompletableFuture.runAsync(work)).succeedsWithin(10, TimeUnit.SECONDS);
		});
	}

	@Test
	void aContextCapturedFromTheThreadShouldReachReactor() {
		String captured = this.profiles.call(ANN,
				() -> this.profiles.inContext()
					.map(MemoryProfile::profile)
					.subscribeOn(Schedulers.boundedElastic())
					.block());
		assertThat(captured).isEqualTo("ann");
		captured = this.profiles.call(ANN,
				() -> Mono
					.deferContextual((context) -> Mono.just(context.<MemoryScope>get(CurrentMemoryScope.KEY).profile()))
					.contextCapture()
					.block());
		assertThat(captured).isEqualTo("ann");
	}

	private void assertUsersNeverMeet(Function<String, Future<String>> call) throws Exception {
		List<Future<String>> answers = IntStream.range(0, CALLS).mapToObj((i) -> {
			String user = "user-" + (i % IDENTITIES);
			return this.profiles.<Future<String>>call(MemoryScope.of(user), () -> call.apply(user));
		}).toList();
		for (int i = 0; i < CALLS; i++) {
			assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("user-" + (i % IDENTITIES));
		}
	}

	private void assertNobody() {
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(this.memory::profile);
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(this.reactive::profile);
	}

	private MemoryProfiles profiles(@Nullable MemoryProfileResolver resolver) {
		return new MemoryProfiles(this.client, this.client.reactive(),
				new ScopeResolution(resolver, null, "acme", ProfileNameEncoding.STRICT));
	}

}
