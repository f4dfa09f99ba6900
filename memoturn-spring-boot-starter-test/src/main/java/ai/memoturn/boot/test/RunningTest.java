package ai.memoturn.boot.test;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A test method that runs, and the thread that works for it.
 *
 * @param number tells it from every other in this virtual machine
 */
record RunningTest(long number) {

	private static final AtomicLong numbers = new AtomicLong();

	private static final ThreadLocal<@Nullable RunningTest> current = new ThreadLocal<>();

	static RunningTest next() {
		return new RunningTest(numbers.incrementAndGet());
	}

	static @Nullable RunningTest onThread() {
		return current.get();
	}

	static void setOnThread(@Nullable RunningTest test) {
		if (test != null) {
			current.set(test);
		}
		else {
			current.remove();
		}
	}

	/** The branch of this test in each profile that has a fixture. */
	String branch() {
		return "test-" + this.number;
	}

	/** Makes a profile without a fixture one of this test. */
	String profile(String name) {
		return name + "-t" + this.number;
	}

}
