package ai.memoturn.embedded.support;

import java.time.Duration;

/**
 * Waits for what another thread or process brings about.
 */
public final class Eventually {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private Eventually() {
	}

	/**
	 * Repeat an assertion until it holds.
	 * @param assertion the assertion
	 * @throws AssertionError its last failure, if it never held
	 */
	public static void holds(Runnable assertion) {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (true) {
			try {
				assertion.run();
				return;
			}
			catch (AssertionError ex) {
				if (System.nanoTime() - end > 0) {
					throw ex;
				}
				pause();
			}
		}
	}

	private static void pause() {
		try {
			Thread.sleep(10);
		}
		catch (InterruptedException ex) {
			throw new AssertionError("interrupted while waiting", ex);
		}
	}

}
