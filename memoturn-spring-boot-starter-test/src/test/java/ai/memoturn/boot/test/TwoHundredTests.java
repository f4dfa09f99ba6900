package ai.memoturn.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import ai.memoturn.client.memory.MemoryProfile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static ai.memoturn.boot.test.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hundred isolated tests with a fixture of a thousand memories; tells how long they
 * took, the start of the application not included.
 */
@MemoturnTest
@WithMemoryProfile("alice")
class TwoHundredTests {

	private static final int TESTS = 200;

	private static final int SIZE = 1000;

	private static @Nullable Instant began;

	private static Duration cpuBefore = Duration.ZERO;

	@Autowired
	private MemoryProfile memory;

	// The application starts after what runs before all.
	@BeforeEach
	void begin() {
		if (began == null) {
			began = Instant.now();
			cpuBefore = cpuTime();
		}
	}

	@AfterAll
	static void tellTheTime() {
		System.out.println(TESTS + " isolated tests with a fixture of " + SIZE + " memories took "
				+ Duration.between(Objects.requireNonNull(began), Instant.now()).toMillis() + " ms, and "
				+ cpuTime().minus(cpuBefore).toMillis() + " ms of processor time");
	}

	// Tells more than the clock on a machine that does other work.
	private static Duration cpuTime() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
	}

	@RepeatedTest(TESTS)
	void eachShouldBeginWithTheFixtureAlone() {
		this.memory.ingest(event("baked bread"));
		assertThat(this.memory.recall("bread").memories()).hasSize(1);
		assertThat(this.memory.recall((q) -> q.topicKey("dish." + SIZE)).first().summary())
			.isEqualTo("likes dish number " + SIZE);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		MemoryFixture alice() {
			return Fixtures.dishes(SIZE);
		}

	}

}
