package ai.memoturn.embedded.erasure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.memory.NewMemory;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a receipt says completed, nothing of the erased words and vectors is left in any
 * file of the data directory, nor in a state that can be restored: promise E1.
 * {@code memoturn.test.canaries} asks for more of them, {@code memoturn.test.seed}
 * repeats a run.
 */
class CanaryTests {

	private static final int CANARIES = Integer.getInteger("memoturn.test.canaries", 100);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final long seed = Long.getLong("memoturn.test.seed", new Random().nextLong());

	private final Random random = new Random(this.seed);

	private final Canaries canaries = new Canaries(this.random);

	private final List<String> words = new ArrayList<>();

	/** Text of any length, with the word at some place in it. */
	private String around(String word) {
		StringBuilder text = new StringBuilder();
		int before = this.random.nextInt(20);
		int after = this.random.nextInt((this.random.nextInt(10) == 0) ? 2000 : 30);
		for (int i = 0; i < before + after; i++) {
			text.append(i == before ? word : Integer.toString(this.random.nextInt(5000), 36)).append(' ');
		}
		return text.append((before + after == 0 || after == 0) ? word : "end").toString();
	}

	private String watched() {
		String word = this.canaries.word();
		this.words.add(word);
		return word;
	}

	private NewMemory fact(String topic, String word) {
		float[] vector = this.canaries.vector();
		this.canaries.watch("vector of " + word, vector);
		return ErasureNode.fact(topic, around(word), vector);
	}

	/** What is there besides, which moves the others from page to page. */
	private void bystander(ErasureNode node) {
		String word = this.canaries.word();
		node.ingest("main", ErasureNode.fact("other." + this.random.nextInt(20), around(word), this.canaries.vector()));
	}

	@Test
	@Section({ "trust 5", "trust 5.1", "trust 5.4", "trust 5.6" })
	void whenCompletedThenNothingIsLeftInAnyFile() throws IOException {
		List<Coupon> coupons = new ArrayList<>();
		try (ErasureNode node = ErasureNode.open(this.directory)) {
			List<MemoryTarget> targets = new ArrayList<>();
			for (int i = 0; i < CANARIES; i++) {
				bystander(node);
				switch (i % 4) {
					case 0, 1 ->
						targets.add(MemoryTarget.memory(node.ingest("main", fact("topic." + i, watched())).get(0)));
					case 2 -> {
						node.ingest("main", fact("topic." + i, watched()));
						bystander(node);
						node.ingest("main", fact("topic." + i, watched()));
						targets.add(new MemoryTarget(null, "topic." + i, "fact", null, false));
					}
					default -> {
						node.ingest("main",
								ErasureNode.memory("task", null, "s" + i, around(watched()), this.canaries.vector()));
						node.turn("s" + i, around(watched()));
						targets.add(new MemoryTarget(null, null, null, "s" + i, true));
					}
				}
			}
			for (int i = 0; i < targets.size(); i++) {
				coupons.add(node.erasures.request(ErasureNode.on("main"), targets.get(i)));
				if (i % 3 == 0) {
					bystander(node);
				}
			}
			node.branches.checkpoint(ErasureNode.DATABASE, "main", "after");
			node.branches.fork(ErasureNode.DATABASE, "later", null, null);
			for (int i = 0; i < 10; i++) {
				bystander(node);
				node.ingest("later", ErasureNode.fact("later." + i, around(this.canaries.word())));
			}
		}
		this.words.forEach(this.canaries::watch);
		assertThat(this.canaries.tracesIn(this.directory)).as("before, seed " + this.seed).isNotEmpty();
		try (ErasureNode node = ErasureNode.open(this.directory)) {
			assertThat(node.erasures.complete()).isEqualTo(coupons.size());
			assertThat(coupons).allSatisfy((coupon) -> assertThat(node.now(coupon).status()).isEqualTo("completed"));
		}
		assertThat(this.canaries.tracesIn(this.directory)).as("seed " + this.seed).isEmpty();
		try (ErasureNode node = ErasureNode.open(this.directory)) {
			long last = coupons.get(coupons.size() - 1).txid();
			assertThat(node.branches.rewind(ErasureNode.DATABASE, "later", "" + last).txid()).isEqualTo(last);
			assertThat(node.branches.rewind(ErasureNode.DATABASE, "main", "after").txid()).isGreaterThanOrEqualTo(last);
			assertFault(FaultCode.CONFLICT, () -> node.branches.rewind(ErasureNode.DATABASE, "main", "" + (last - 1)));
		}
	}

}
