package ai.memoturn.embedded.store;

import java.time.Duration;

/**
 * How long a store keeps earlier states. Every state is kept until it is older than the
 * fine window; then only some, those with which files of the history begin; and none that
 * is older than the thin window too. States with a checkpoint's name, and those that a
 * fork starts from, are kept in any case.
 *
 * @param fineWindow how long every state is kept; zero to keep all of them for ever
 * @param thinWindow how long some of them are; never shorter than the fine window in
 * effect
 * @param mostBytes how long the files of one branch's history may be together; beyond it
 * the oldest states go before their time. Ignored if the fine window is zero
 * @param rotationBytes how long a branch's log grows before it is moved into the history,
 * and a file of the history before the next is begun
 */
public record HistoryOptions(Duration fineWindow, Duration thinWindow, long mostBytes, long rotationBytes) {

	private static final HistoryOptions DEFAULTS = new HistoryOptions(Duration.ofDays(1), Duration.ofDays(30), 1L << 30,
			4L << 20);

	public HistoryOptions {
		notNegative("fineWindow", fineWindow);
		notNegative("thinWindow", thinWindow);
		atLeastOne("mostBytes", mostBytes);
		atLeastOne("rotationBytes", rotationBytes);
	}

	private static void notNegative(String option, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException(option + " must not be negative, but is " + value);
		}
	}

	private static void atLeastOne(String option, long value) {
		if (value < 1) {
			throw new IllegalArgumentException(option + " must be at least 1, not " + value);
		}
	}

	/**
	 * Return what the protocol says: every state for a day, some for thirty; and one
	 * gibibyte a branch, and four mebibytes of log.
	 * @return the default options
	 */
	public static HistoryOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Return how far back a database can be restored for which nobody has asked for less.
	 * @return both windows
	 */
	public RestoreWindows windows() {
		return new RestoreWindows(this.fineWindow, this.thinWindow);
	}

}
