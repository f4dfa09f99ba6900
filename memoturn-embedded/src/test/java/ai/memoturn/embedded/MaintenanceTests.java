package ai.memoturn.embedded;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import ai.memoturn.embedded.support.Eventually;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Maintenance}.
 */
class MaintenanceTests {

	@Test
	void whenTaskFailsThenItIsRepeatedAllTheSame() {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		AtomicInteger others = new AtomicInteger();
		try (Maintenance maintenance = new Maintenance()) {
			maintenance.every(Duration.ofMillis(200), "A test's failure", () -> {
				threads.add(Thread.currentThread());
				if (threads.size() % 2 == 0) {
					throw new IllegalStateException("as intended");
				}
				throw new AssertionError("as intended");
			});
			maintenance.every(Duration.ofMillis(1), "A test", others::incrementAndGet);
			Eventually.holds(() -> assertThat(threads).hasSizeGreaterThan(1));
			Eventually.holds(() -> assertThat(others).hasValueGreaterThan(3));
			maintenance.stop();
		}
		assertThat(threads.stream().distinct()).singleElement()
			.satisfies((thread) -> assertThat(thread.isDaemon()).isTrue());
		Eventually.holds(() -> assertThat(threads.get(0).isAlive()).isFalse());
	}

	@Test
	void whenClosedBeforeTheFirstIntervalThenNothingRuns() {
		AtomicInteger runs = new AtomicInteger();
		try (Maintenance maintenance = new Maintenance()) {
			maintenance.every(Duration.ofHours(1), "A test", runs::incrementAndGet);
		}
		assertThat(runs).hasValue(0);
	}

}
