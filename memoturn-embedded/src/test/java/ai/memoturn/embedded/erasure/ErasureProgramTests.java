package ai.memoturn.embedded.erasure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs of writes, forks, checkpoints, rewinds, deletions, restarts and
 * erasures: what is completed has left no trace, and whatever nothing is in the way of is
 * completed. A failing seed is replayed with {@code -Dmemoturn.test.seed};
 * {@code memoturn.test.erasures} asks for more programs.
 */
class ErasureProgramTests {

	private static final int PROGRAMS = Integer.getInteger("memoturn.test.erasures", 10);

	private static final int STEPS = 30;

	private static final String DATABASE = ErasureNode.DATABASE;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private ErasureNode node;

	@SuppressWarnings("NullAway.Init")
	private Random random;

	@SuppressWarnings("NullAway.Init")
	private Canaries canaries;

	/** Words by the ids of memories. */
	private final Map<String, String> words = new HashMap<>();

	private final List<Asked> asked = new ArrayList<>();

	static LongStream seeds() {
		Long seed = Long.getLong("memoturn.test.seed");
		return (seed != null) ? LongStream.of(seed) : new Random().longs(PROGRAMS);
	}

	private String branch() {
		List<String> names = this.node.branchNames();
		return names.get(this.random.nextInt(names.size()));
	}

	private void ingest(String branch) {
		String word = this.canaries.word();
		String text = "x ".repeat(this.random.nextInt(200)) + word;
		String topic = "topic" + this.random.nextInt(4);
		this.words.put(this.node.ingest(branch, ErasureNode.fact(topic, text, this.canaries.vector())).get(0), word);
	}

	private void step(int number) throws IOException {
		switch (this.random.nextInt(14)) {
			case 0 -> refusable(() -> this.node.branches.fork(DATABASE, "b" + number, branch(), null));
			case 1 -> this.node.branches.checkpoint(DATABASE, branch(), "c" + this.random.nextInt(3));
			case 2 -> rewind(branch());
			case 3 -> {
				String name = branch();
				if (!name.equals("main")) {
					this.node.branches.delete(DATABASE, name);
				}
			}
			case 4, 5, 6 -> erase(branch());
			case 7 -> this.node.erasures.complete();
			case 8 -> {
				close();
				open();
			}
			default -> ingest(branch());
		}
	}

	private void rewind(String name) {
		long to = this.random.nextInt(2 * STEPS);
		refusable(() -> {
			this.node.branches.rewind(DATABASE, name, "" + to);
			this.asked.stream()
				.filter((one) -> one.branch().equals(name) && to < one.coupon().txid())
				.filter((one) -> !this.node.now(one.coupon()).status().equals("completed"))
				.forEach((one) -> one.undone()[0] = true);
		});
	}

	private void erase(String name) {
		List<String> ids = this.words.keySet().stream().sorted().toList();
		String id = ids.get(this.random.nextInt(ids.size()));
		refusable(() -> this.asked.add(new Asked(this.node.erase(name, id), name, id, new boolean[1])));
	}

	private static void refusable(Runnable action) {
		try {
			action.run();
		}
		catch (Fault ex) {
			// No state of that number, no such memory.
			assertThat(ex.code()).isIn(FaultCode.CONFLICT, FaultCode.NOT_FOUND);
		}
	}

	private void open() {
		this.node = ErasureNode.open(this.directory);
	}

	/** Stop, and look for traces of what is said to be gone. */
	private void close() throws IOException {
		for (Asked one : this.asked) {
			if (this.node.now(one.coupon()).status().equals("completed")) {
				this.canaries.watch(Objects.requireNonNull(this.words.get(one.id())));
			}
		}
		this.node.close();
		assertThat(this.canaries.tracesIn(this.directory)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@Section({ "trust 5.3", "trust 5.4" })
	void whatIsCompletedShouldBeGoneAndNothingElse(long seed) throws IOException {
		this.random = new Random(seed);
		this.canaries = new Canaries(this.random);
		open();
		try {
			ingest("main");
			for (int i = 0; i < STEPS; i++) {
				step(i);
			}
			finish();
			close();
		}
		finally {
			this.node.close();
		}
	}

	/** Take out of the way what can be. */
	private void finish() {
		for (String name : this.node.branchNames()) {
			if (!name.equals("main")) {
				this.node.branches.delete(DATABASE, name);
			}
		}
		for (int i = 0; i < 3; i++) {
			this.node.branches.checkpoint(DATABASE, "main", "c" + i);
		}
		List<String> before = present();
		this.node.erasures.complete();
		assertThat(present()).isEqualTo(before);
		for (Asked one : this.asked) {
			boolean free = one.branch().equals("main") && !one.undone()[0];
			assertThat(this.node.now(one.coupon()).status().equals("completed")).as(this.node.text(one.coupon()))
				.isEqualTo(free);
			if (free) {
				assertThat(before).doesNotContain(one.id());
			}
		}
	}

	private List<String> present() {
		List<String> present = new ArrayList<>();
		for (String id : this.words.keySet()) {
			try {
				present.add(this.node.memory.get(ErasureNode.on("main"), id).value().id());
			}
			catch (Fault ex) {
				assertThat(ex.code()).isEqualTo(FaultCode.NOT_FOUND);
			}
		}
		return present;
	}

	/**
	 * An erasure that was asked for.
	 *
	 * @param coupon its coupon
	 * @param branch where
	 * @param id the memory
	 * @param undone whether the branch has gone back below it since
	 */
	private record Asked(Coupon coupon, String branch, String id, boolean[] undone) {
	}

}
