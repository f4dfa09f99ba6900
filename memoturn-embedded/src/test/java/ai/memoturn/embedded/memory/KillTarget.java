package ai.memoturn.embedded.memory;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The process that {@link KillTests} kills: a few threads that store batches and print
 * one line for each that was acknowledged.
 */
final class KillTarget {

	static final int BATCH = 5;

	private static final int THREADS = 3;

	private static final int BATCHES = 10_000;

	private KillTarget() {
	}

	public static void main(String[] args) {
		Node node = Node.open(Path.of(args[0]));
		PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		IntStream.range(0, THREADS).forEach((thread) -> new Thread(() -> {
			for (int i = 0; i < BATCHES; i++) {
				String batch = args[1] + "-" + thread + "-" + i;
				long txid = node
					.ingest(Item.fact("topic " + thread, batch).session(batch),
							Item.event("whole " + batch).session(batch).embedding(1, i),
							Item.event("second " + batch).session(batch).embedding(i, 1).keywords("some more words"),
							Item.event("third " + batch).session(batch).source("x".repeat(i % 500)),
							Item.task("task " + batch, 1_000_000).session(batch))
					.txid();
				output.println(batch + " " + txid + ".");
			}
		}).start());
	}

}
