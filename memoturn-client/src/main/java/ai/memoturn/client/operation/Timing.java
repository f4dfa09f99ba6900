package ai.memoturn.client.operation;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Time and chance, which come in from outside.
 *
 * @param clock what dates of the node are compared with
 * @param ticker nanoseconds from some origin, never backwards
 * @param random draws from 0 inclusive to 1 exclusive
 * @param sleep waits on the calling thread
 * @param delay waits for a subscriber
 * @param timer ends what takes a subscriber too long
 */
record Timing(Clock clock, LongSupplier ticker, DoubleSupplier random, Sleep sleep, Function<Duration, Mono<?>> delay,
		Supplier<Scheduler> timer) {

	static Timing system() {
		return new Timing(Clock.systemUTC(), System::nanoTime, () -> ThreadLocalRandom.current().nextDouble(),
				(duration) -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000),
				(duration) -> Mono.delay(duration), Schedulers::parallel);
	}

	/**
	 * Waits on the calling thread.
	 */
	@FunctionalInterface
	interface Sleep {

		void forThis(Duration duration) throws InterruptedException;

	}

}
