package ai.memoturn.boot.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.memory.MemoryProfile;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static ai.memoturn.boot.test.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MemoturnTest @MemoturnTest} where methods run in parallel.
 */
@MemoturnTest
@Execution(ExecutionMode.CONCURRENT)
@WithMemoryProfile("alice")
class ParallelMemoturnTests {

	private static final CyclicBarrier bothRun = new CyclicBarrier(2);

	private static final CyclicBarrier bothAreDone = new CyclicBarrier(2);

	@Autowired
	private MemoryProfile memory;

	@Autowired
	private MemoryProfiles profiles;

	@Test
	void oneShouldNotSeeTheOther() throws Exception {
		meet();
	}

	@Test
	void theOtherShouldNotSeeTheOne() throws Exception {
		meet();
	}

	@RepeatedTest(10)
	void noneShouldSeeAnother() {
		assertThat(this.memory.recall("bread").memories()).hasSize(1);
		this.memory.ingest(event("baked bread once more"));
		assertThat(this.memory.recall("bread").memories()).hasSize(2);
		assertThat(this.profiles.of(MemoryScope.of("bob")).recall("bread").memories()).isEmpty();
		this.profiles.of(MemoryScope.of("bob")).ingest(event("buys bread"));
	}

	private void meet() throws Exception {
		bothRun.await(5, TimeUnit.MINUTES);
		noneShouldSeeAnother();
		String branch = this.memory.branch();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<String> lost = executor.submit(() -> this.profiles.of(MemoryScope.of("alice")).branch());
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> lost.get(5, TimeUnit.MINUTES))
				.withCauseInstanceOf(IllegalStateException.class)
				.withMessageContaining("tests use this application at once");
			Executor propagating = ContextSnapshotFactory.builder().build().captureAll().wrapExecutor(executor);
			Future<String> handed = CompletableFuture.supplyAsync(this.memory::branch, propagating);
			assertThat(handed.get(5, TimeUnit.MINUTES)).isEqualTo(branch);
		}
		finally {
			executor.shutdownNow();
		}
		bothAreDone.await(5, TimeUnit.MINUTES);
	}

	/**
	 * A context that no other class shares, so that no other class runs in it.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		MemoryFixture alice() {
			return MemoryFixture.of("alice", event("baked bread"));
		}

	}

}
