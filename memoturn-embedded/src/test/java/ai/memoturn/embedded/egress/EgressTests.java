package ai.memoturn.embedded.egress;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.access.Caller;
import ai.memoturn.embedded.audit.AuditTrail;
import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.policy.Policies;
import ai.memoturn.embedded.policy.PolicySource;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.provider.Answer;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Embedder.Purpose;
import ai.memoturn.embedded.provider.Extractor;
import ai.memoturn.embedded.provider.ProviderException;
import ai.memoturn.embedded.provider.RecalledMemory;
import ai.memoturn.embedded.provider.TranscriptTurn;
import ai.memoturn.embedded.store.GovernanceFile;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.support.Eventually;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Egress}, with models of an application's own.
 */
@Timeout(30)
class EgressTests {

	private static final PolicySource UNREADABLE = (namespace, profile) -> {
		throw new Fault(FaultCode.UNAVAILABLE, "policies cannot be read");
	};

	private static final List<TranscriptTurn> TURNS = List.of(new TranscriptTurn("user", "1"));

	private static final List<RecalledMemory> MEMORIES = List
		.of(new RecalledMemory("mem_1", "event", null, "s", "null", null, 1, false));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private GovernanceFile file;

	@SuppressWarnings("NullAway.Init")
	private Policies policies;

	@SuppressWarnings("NullAway.Init")
	private AuditTrail audit;

	private final List<Egress> opened = new ArrayList<>();

	@BeforeEach
	void open() {
		this.file = GovernanceFile.open(this.directory);
		this.policies = new Policies(this.file, HistoryOptions.defaults().windows(), Clock.systemUTC());
		this.audit = new AuditTrail(this.file, this.policies, "node", Duration.ofSeconds(1), Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.opened.forEach(Egress::close);
		this.audit.close();
		this.file.close();
	}

	private Egress egress(Providers providers, PolicySource source, Duration requestTimeout) {
		Egress egress = new Egress(providers, source, this.audit, requestTimeout);
		this.opened.add(egress);
		return egress;
	}

	private AutoEmbedding embedding(Embedder embedder) {
		return egress(new Providers(embedder, null, null), this.policies, Duration.ofSeconds(20)).embedding();
	}

	private static @Nullable List<float[]> embed(AutoEmbedding embedding) {
		return embedding.embed("acme", "alice", List.of("a", "b"), Purpose.DOCUMENT);
	}

	@Test
	@Section("trust 3.4")
	void whenNoPolicyCanBeReadThenNothingLeavesTheNode() {
		AtomicInteger calls = new AtomicInteger();
		Extractor extractor = (turns) -> {
			calls.incrementAndGet();
			return List.of();
		};
		Answerer answerer = (question, memories) -> {
			calls.incrementAndGet();
			return new Answer("x", List.of());
		};
		Embedder embedder = (texts, purpose) -> {
			calls.incrementAndGet();
			return List.of();
		};
		Egress egress = egress(new Providers(embedder, extractor, answerer), UNREADABLE, Duration.ofSeconds(20));
		assertThat(embed(egress.embedding())).isNull();
		assertFault(FaultCode.UNAVAILABLE, () -> egress.models().extract("acme", "alice", Caller.NOBODY, TURNS));
		assertFault(FaultCode.UNAVAILABLE, () -> egress.models().requireAskAllowed("acme", "alice", Caller.NOBODY));
		assertThat(calls).hasValue(0);
	}

	@Test
	@Section("memory 8 embedding")
	void whenAnEmbedderMisbehavesThenThereIsNoVectorAtAll() {
		for (List<float[]> vectors : List.of(List.<float[]>of(), List.of(new float[] { 1 }),
				List.of(new float[] { 1 }, new float[] { 2 }, new float[] { 3 }),
				List.of(new float[] { 1 }, new float[] {}), List.of(new float[] { Float.NaN }, new float[] { 1 }),
				List.of(new float[65_537], new float[] { 1 }), Arrays.<float[]>asList(new float[] { 1 }, null))) {
			assertThat(embed(embedding((texts, purpose) -> vectors))).isNull();
		}
		assertThat(embed(embedding((texts, purpose) -> {
			throw new IllegalStateException("s3cret");
		}))).isNull();
		assertThat(embed(embedding((texts, purpose) -> {
			throw new StackOverflowError();
		}))).isNull();
		assertThat(embed(embedding((texts, purpose) -> List.of(new float[] { 1 }, new float[] { 2, 3 })))).hasSize(2);
		assertThat(AutoEmbedding.NONE.isOn()).isFalse();
		assertThat(embed(AutoEmbedding.NONE)).isNull();
	}

	@Test
	void whenAModelThrowsAnythingThenOnlyItsClassIsTold() {
		Extractor extractor = (turns) -> {
			throw new IllegalStateException("s3cret");
		};
		Answerer answerer = (question, memories) -> {
			throw new ProviderException("is\nasleep" + "!".repeat(500));
		};
		ModelCalls models = egress(new Providers(null, extractor, answerer), this.policies, Duration.ofSeconds(20))
			.models();
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> models.extract("acme", "alice", Caller.NOBODY, TURNS))
			.withMessage("failed with java.lang.IllegalStateException");
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> models.ask("acme", "alice", Caller.NOBODY, "?", MEMORIES));
		assertThat(ProviderCalls.reason(new ProviderException("is\nasleep" + "!".repeat(500)))).hasSize(200)
			.startsWith("is asleep!!!");
	}

	private static Embedder hanging(AtomicInteger entered) {
		return (texts, purpose) -> {
			entered.incrementAndGet();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new ProviderException("was interrupted", ex);
			}
			throw new AssertionError("unreachable");
		};
	}

	@Test
	void whenAProviderHangsThenItIsWaitedForAQuarterOfTheBudget() {
		AutoEmbedding embedding = egress(new Providers(hanging(new AtomicInteger()), null, null), this.policies,
				Duration.ofSeconds(1))
			.embedding();
		long begin = System.nanoTime();
		assertThat(embed(embedding)).isNull();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
	}

	@Test
	void whenAProviderHangsThenOnlySoManyWaitForIt() throws Exception {
		AtomicInteger entered = new AtomicInteger();
		Egress egress = egress(new Providers(hanging(entered), null, null), this.policies, Duration.ofMinutes(2));
		ExecutorService callers = Executors.newCachedThreadPool();
		try {
			List<Future<@Nullable List<float[]>>> waiting = new ArrayList<>();
			for (int i = 0; i < ProviderCalls.MOST_AT_ONCE; i++) {
				waiting.add(callers.submit(() -> embed(egress.embedding())));
			}
			Eventually.holds(() -> assertThat(entered).hasValue(ProviderCalls.MOST_AT_ONCE));
			// One more is not let in, and does not wait.
			assertThat(embed(egress.embedding())).isNull();
			assertThat(entered).hasValue(ProviderCalls.MOST_AT_ONCE);
			egress.close();
			for (Future<@Nullable List<float[]>> one : waiting) {
				assertThat(one.get(20, TimeUnit.SECONDS)).isNull();
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void whenTooManyModelsAreAskedThenTheNextIsRefusedAsOverloaded() throws Exception {
		CountDownLatch hold = new CountDownLatch(1);
		CountDownLatch inside = new CountDownLatch(ProviderCalls.MOST_AT_ONCE);
		Extractor extractor = (turns) -> {
			inside.countDown();
			try {
				hold.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return List.of();
		};
		ModelCalls models = egress(new Providers(null, extractor, null), this.policies, Duration.ofSeconds(60))
			.models();
		ExecutorService callers = Executors.newCachedThreadPool();
		try {
			List<Future<?>> waiting = new ArrayList<>();
			for (int i = 0; i < ProviderCalls.MOST_AT_ONCE; i++) {
				waiting.add(callers.submit(() -> models.extract("acme", "alice", Caller.NOBODY, TURNS)));
			}
			assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
			assertFault(FaultCode.OVERLOADED, () -> models.extract("acme", "alice", Caller.NOBODY, TURNS))
				.contains("try again");
			hold.countDown();
			for (Future<?> one : waiting) {
				assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(List.of());
			}
		}
		finally {
			hold.countDown();
			callers.shutdownNow();
		}
	}

	@Test
	void whenTheNodeStopsThenCallsEnd() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		Answerer answerer = (question, memories) -> {
			inside.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new ProviderException("was interrupted", ex);
			}
			throw new AssertionError("unreachable");
		};
		Egress egress = egress(new Providers(null, null, answerer), this.policies, Duration.ofSeconds(60));
		ExecutorService caller = Executors.newSingleThreadExecutor();
		try {
			Future<String> failure = caller.submit(() -> {
				try {
					return egress.models().ask("acme", "alice", Caller.NOBODY, "?", MEMORIES).text();
				}
				catch (ProviderException ex) {
					return String.valueOf(ex.getMessage());
				}
			});
			assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
			egress.close();
			assertThat(failure.get(20, TimeUnit.SECONDS)).isEqualTo("was interrupted");
		}
		finally {
			caller.shutdownNow();
		}
	}

}
