package ai.memoturn.embedded.memory;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import ai.memoturn.embedded.store.BranchEntry;
import ai.memoturn.embedded.store.DatabaseEntry;
import ai.memoturn.embedded.store.Fork;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.StoreOptions;

/**
 * The process that {@link KillTests} kills: a few threads that store batches and print
 * one line for each that was acknowledged, and one that forks, rewinds, deletes and
 * prunes.
 */
final class KillTarget {

	static final int BATCH = 5;

	private static final int THREADS = 3;

	private static final int BATCHES = 10_000;

	/** So small that logs are moved and history is pruned all the time. */
	static final StoreOptions OPTIONS = StoreOptions.defaults()
		.withHistory(new HistoryOptions(Duration.ofMillis(200), Duration.ofMillis(400), 1L << 30, 1 << 18));

	private KillTarget() {
	}

	public static void main(String[] args) {
		Node node = Node.open(Path.of(args[0]), OPTIONS);
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
		new Thread(() -> branches(node, args[1])).start();
	}

	/**
	 * Fork the profile, write to the fork, go back to a checkpoint of it and delete it,
	 * again and again, and give up history meanwhile.
	 */
	private static void branches(Node node, String round) {
		for (int i = 0; i < BATCHES; i++) {
			BranchEntry main = null;
			DatabaseEntry database = node.store.database("acme--alice");
			if (database != null) {
				main = node.store.branch(database, "main");
			}
			if (main == null) {
				Thread.onSpinWait();
				continue;
			}
			String name = "fork-" + round + "-" + i;
			Fork fork = node.store.fork(main, name, i, null);
			if (fork == null) {
				throw new IllegalStateException(name);
			}
			ProfileAddress address = new ProfileAddress("acme", "alice", name);
			node.store.checkpoint(fork.branch(), "start");
			for (int k = 0; k < 5; k++) {
				node.service.ingest(address, List.of(Item.event("dropped " + k).session("dropped").build()), false);
			}
			node.store.rewind(fork.branch(), "start");
			if (i % 3 != 0) {
				node.store.deleteBranch(fork.branch());
			}
			node.store.pruneHistory((any) -> OPTIONS.history().windows());
		}
	}

}
