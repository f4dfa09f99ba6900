package ai.memoturn.benchmarks;

/**
 * Keys under which benchmark memories supersede one another.
 */
final class Topics {

	static final int COUNT = 1000;

	private Topics() {
	}

	static String key(int number) {
		return "topic." + (number % COUNT);
	}

}
