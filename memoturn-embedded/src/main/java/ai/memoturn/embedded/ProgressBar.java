package ai.memoturn.embedded;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows on a terminal how far something has come, in one line that it writes over.
 */
final class ProgressBar implements AutoCloseable {

	private static final int WIDTH = 30;

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final PrintStream out;

	private final String title;

	private final long total;

	private final LongSupplier nanoTime;

	private final boolean shown;

	private long last;

	private boolean drawn;

	ProgressBar(PrintStream out, boolean shown, String title, long total, LongSupplier nanoTime) {
		this.out = out;
		this.shown = shown;
		this.title = title;
		this.total = Math.max(1, total);
		this.nanoTime = nanoTime;
		this.last = nanoTime.getAsLong() - INTERVAL;
	}

	/**
	 * Return whether somebody looks at the output of this process. The method that tells
	 * it from JDK 22 on, where there is a console without a terminal too, is not there
	 * before.
	 */
	static boolean isTerminal() {
		Console console = System.console();
		if (console == null) {
			return false;
		}
		try {
			return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
		}
		catch (ReflectiveOperationException ex) {
			return true;
		}
	}

	/**
	 * Show how far it has come, at most ten times a second.
	 * @param done how much of the total
	 */
	void show(long done) {
		long now = this.nanoTime.getAsLong();
		if (this.shown && now - this.last >= INTERVAL) {
			this.last = now;
			draw(Math.min(done, this.total));
		}
	}

	/**
	 * Show that all of it is done.
	 */
	void complete() {
		if (this.shown) {
			draw(this.total);
		}
	}

	private void draw(long done) {
		int percent = (int) (100.0 * done / this.total);
		int filled = (int) ((double) WIDTH * done / this.total);
		this.drawn = true;
		this.out.print(String.format(Locale.ROOT, "\r%s [%s%s] %3d %%", this.title, "#".repeat(filled),
				" ".repeat(WIDTH - filled), percent));
		this.out.flush();
	}

	/** Leave the line, so that what follows stands on one of its own. */
	@Override
	public void close() {
		if (this.drawn) {
			this.out.println();
		}
	}

}
