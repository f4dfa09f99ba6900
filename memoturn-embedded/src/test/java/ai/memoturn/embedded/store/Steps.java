package ai.memoturn.embedded.store;

/**
 * Lets tests of other packages act at each step of a change to files.
 */
public final class Steps {

	private Steps() {
	}

	/**
	 * Run something after each step.
	 * @param store whose steps
	 * @param action what to run
	 */
	public static void on(NodeStore store, Runnable action) {
		store.onStep(action);
	}

}
