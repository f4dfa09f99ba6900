package ai.memoturn.embedded.erasure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.Steps;
import ai.memoturn.embedded.support.CrashImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * At every step of an erasure, from the request to the receipt, a copy of the directory
 * is what a crash would leave behind. Opened again, the erasure has not begun or is
 * carried to its end, and nothing else is lost: promise E2.
 */
class ErasureCrashTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path temporary;

	private final List<Path> crashes = new ArrayList<>();

	private final Canaries canaries = new Canaries(new Random());

	private final String word = this.canaries.word();

	private Path directory() {
		return this.temporary.resolve("data");
	}

	private void crash() {
		Path target = this.temporary.resolve("crash" + this.crashes.size());
		CrashImages.copy(directory(), target);
		this.crashes.add(target);
	}

	@Test
	@Section({ "trust 5.1", "trust 5.4" })
	void whenCrashedAtAnyStepThenTheErasureIsCarriedOutOrHasNotBegun() throws IOException {
		String id;
		String other;
		try (ErasureNode node = ErasureNode.open(directory())) {
			for (int i = 0; i < 40; i++) {
				node.ingest("main", ErasureNode.fact("topic" + i % 7, "note " + i + "x".repeat(500)));
			}
			id = node.ingest("main", ErasureNode.fact("home", this.word)).get(0);
			other = node.ingest("main", ErasureNode.fact("work", "harbour")).get(0);
			node.branches.fork(ErasureNode.DATABASE, "before", null, null);
			node.ingest("before", ErasureNode.fact("a", "a"));
		}
		try (ErasureNode node = ErasureNode.open(directory())) {
			// Nothing else is to take steps meanwhile.
			node.store.forEachOpenBranch((branch) -> assertThat(branch).isNull());
			Steps.on(node.store, this::crash);
			Coupon coupon = node.erase("main", id);
			node.branches.fork(ErasureNode.DATABASE, "later", null, null);
			node.branches.delete(ErasureNode.DATABASE, "before");
			node.ingest("later", ErasureNode.fact("b", "b"));
			assertThat(node.erasures.complete()).isEqualTo(1);
			assertThat(node.now(coupon).status()).isEqualTo("completed");
			crash();
			Steps.on(node.store, () -> {
			});
		}
		assertThat(this.crashes).hasSizeGreaterThan(20);
		this.canaries.watch(this.word);
		int unfinished = 0;
		for (Path crash : this.crashes) {
			unfinished += check(crash, id, other);
		}
		assertThat(unfinished).isGreaterThan(10);
		assertThat(this.canaries.tracesIn(directory())).isEmpty();
	}

	private int check(Path crash, String id, String other) throws IOException {
		int completed;
		try (ErasureNode node = ErasureNode.open(crash)) {
			String where = String.valueOf(crash.getFileName());
			if (node.erasures.list("acme", "alice").isEmpty()) {
				assertThat(node.memory.get(ErasureNode.on("main"), id).value().summary()).as(where)
					.isEqualTo(this.word);
				node.erase("main", id);
			}
			if (node.branchNames().contains("before")) {
				assertThat(node.memory.get(ErasureNode.on("before"), id).value().summary()).isEqualTo(this.word);
				node.branches.delete(ErasureNode.DATABASE, "before");
			}
			completed = node.erasures.complete();
			assertThat(node.erasures.list("acme", "alice")).as(where)
				.singleElement()
				.satisfies((coupon) -> assertThat(coupon.status()).isEqualTo("completed"));
			assertThat(node.memory.get(ErasureNode.on("main"), other).value().summary()).as(where).isEqualTo("harbour");
			if (node.branchNames().contains("later")) {
				assertThat(node.memory.get(ErasureNode.on("later"), other).value().summary()).isEqualTo("harbour");
			}
		}
		assertThat(this.canaries.tracesIn(crash)).as(crash.toString()).isEmpty();
		return completed;
	}

}
