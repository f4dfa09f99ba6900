package ai.memoturn.embedded.erasure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.ErasureRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What keeps an erasure from being completed, and what does not.
 */
class CompletionTests {

	private static final String DATABASE = ErasureNode.DATABASE;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private ErasureNode node;

	@BeforeEach
	void open() {
		this.node = ErasureNode.open(this.directory);
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	private void reopen() {
		this.node.close();
		open();
	}

	private String ingest(String text) {
		return this.node.ingest("main", ErasureNode.fact(text, text)).get(0);
	}

	/** Give up what can be, and return what the coupon says is in the way. */
	private String blockers(Coupon coupon) {
		this.node.erasures.complete();
		String text = this.node.text(coupon);
		int at = text.indexOf(",\"blocked_by\":");
		assertThat(text.contains("\"status\":\"blocked\"")).as(text).isEqualTo(at >= 0);
		return (at < 0) ? this.node.now(coupon).status() : text.substring(at + 14, text.length() - 1);
	}

	@Test
	@Section({ "trust 5.4", "control 6.1" })
	void whenCheckpointIsFromBeforeThenItBlocksUntilItsNameMoves() {
		String id = ingest("walnut");
		this.node.branches.checkpoint(DATABASE, "main", "z");
		this.node.branches.checkpoint(DATABASE, "main", "b");
		Coupon coupon = this.node.erase("main", id);
		this.node.branches.checkpoint(DATABASE, "main", "after");
		assertThat(blockers(coupon)).isEqualTo("{\"checkpoints\":[\"b\",\"z\"]}");
		this.node.branches.checkpoint(DATABASE, "main", "b");
		assertThat(blockers(coupon)).isEqualTo("{\"checkpoints\":[\"z\"]}");
		// Named, and not touched.
		assertThat(this.node.branches.rewind(DATABASE, "main", "after").txid()).isEqualTo(2);
		this.node.branches.checkpoint(DATABASE, "main", "z");
		assertThat(blockers(coupon)).isEqualTo("completed");
		assertFault(FaultCode.CONFLICT, () -> this.node.branches.rewind(DATABASE, "main", "1"));
		assertThat(this.node.branches.rewind(DATABASE, "main", "2").txid()).isEqualTo(2);
	}

	@Test
	@Section({ "trust 5.4", "control 5.3" })
	void whenBranchWasForkedBeforeThenItBlocksUntilItIsDeleted() {
		String id = ingest("walnut");
		this.node.branches.fork(DATABASE, "used", null, null);
		this.node.ingest("used", ErasureNode.fact("a", "a"));
		this.node.branches.fork(DATABASE, "unused", null, null);
		Coupon coupon = this.node.erase("main", id);
		this.node.branches.fork(DATABASE, "later", null, null);
		this.node.ingest("later", ErasureNode.fact("b", "b"));
		this.node.branches.fork(DATABASE, "later2", null, null);
		this.node.branches.fork(DATABASE, "of-later", "later", null);
		this.node.branches.fork(DATABASE, "of-later2", "later2", null);
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"of-later\",\"of-later2\",\"unused\",\"used\"]}");
		assertThat(this.node.memory.get(ErasureNode.on("used"), id).value().summary()).isEqualTo("walnut");
		for (String name : List.of("used", "of-later", "of-later2")) {
			this.node.branches.delete(DATABASE, name);
		}
		reopen();
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"unused\"]}");
		assertThat(this.node.memory.get(ErasureNode.on("unused"), id).value().summary()).isEqualTo("walnut");
		this.node.branches.delete(DATABASE, "unused");
		assertThat(blockers(coupon)).isEqualTo("completed");
		assertFault(FaultCode.CONFLICT, () -> this.node.branches.rewind(DATABASE, "later", "1"));
		assertThat(this.node.branchNames()).containsExactlyInAnyOrder("main", "later", "later2");
	}

	@Test
	@Section("trust 5.4")
	void whenLaterForkHasGoneBackThenItBlocks() {
		String id = ingest("walnut");
		Coupon coupon = this.node.erase("main", id);
		this.node.branches.fork(DATABASE, "later", null, null);
		this.node.branches.rewind(DATABASE, "later", "1");
		assertThat(this.node.memory.get(ErasureNode.on("later"), id).value().summary()).isEqualTo("walnut");
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"later\"]}");
		this.node.branches.delete(DATABASE, "later");
		assertThat(blockers(coupon)).isEqualTo("completed");
	}

	@Test
	@Section("trust 5.4")
	void whenCheckpointIsFromAfterThenItDoesNotBlock() {
		String id = ingest("walnut");
		Coupon first = this.node.erase("main", id);
		this.node.branches.fork(DATABASE, "later", null, null);
		this.node.branches.checkpoint(DATABASE, "later", "there");
		String other = ingest("oak");
		Coupon second = this.node.erase("main", other);
		assertThat(blockers(second)).isEqualTo("{\"branches\":[\"later\"]}");
		assertThat(this.node.now(first).status()).isEqualTo("completed");
	}

	@Test
	@Section("trust 5.4")
	void whenRequestedOnAnotherBranchThenMainBlocksForEver() {
		String id = ingest("walnut");
		this.node.branches.fork(DATABASE, "exp", null, null);
		Coupon coupon = this.node.erase("exp", id);
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"main\"]}");
		this.node.branches.delete(DATABASE, "exp");
		this.node.branches.fork(DATABASE, "exp", null, null);
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"exp\",\"main\"]}");
		this.node.databases.delete(DATABASE);
		assertThat(blockers(coupon)).isEqualTo("completed");
	}

	/** A defect that is not to be copied. */
	@Test
	@Section({ "trust 5.4", "control 7.3" })
	void whenErasureWasUndoneThenItIsBlockedByItsOwnBranch() {
		String id = ingest("walnut");
		Coupon coupon = this.node.erase("main", id);
		this.node.branches.rewind(DATABASE, "main", "1");
		assertThat(this.node.memory.get(ErasureNode.on("main"), id).value().summary()).isEqualTo("walnut");
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"main\"]}");
		ingest("a");
		ingest("b");
		// Above the transaction id by its number, and with the data all the same.
		this.node.branches.fork(DATABASE, "with", null, null);
		reopen();
		assertThat(blockers(coupon)).isEqualTo("{\"branches\":[\"main\",\"with\"]}");
		Coupon again = this.node.erase("main", id);
		assertThat(blockers(again)).isEqualTo("{\"branches\":[\"with\"]}");
		this.node.branches.delete(DATABASE, "with");
		assertThat(blockers(again)).isEqualTo("completed");
		assertThat(this.node.now(coupon).status()).isEqualTo("blocked");
		assertFault(FaultCode.CONFLICT, () -> this.node.branches.rewind(DATABASE, "main", "1"));
	}

	@Test
	@Section({ "trust 5.4", "control 7.3" })
	void whenGoneBackNotBelowTheErasureThenItIsCompleted() {
		String id = ingest("walnut");
		Coupon coupon = this.node.erase("main", id);
		ingest("a");
		ingest("b");
		this.node.branches.rewind(DATABASE, "main", "3");
		this.node.branches.rewind(DATABASE, "main", "" + coupon.txid());
		assertThat(blockers(coupon)).isEqualTo("completed");
		ingest("c");
		assertThat(this.node.branches.rewind(DATABASE, "main", "2").txid()).isEqualTo(2);
	}

	/** A defect that is not to be copied. */
	@Test
	@Section({ "trust 5.4", "control 3.3" })
	void whenDatabaseIsDeletedThenEvenBlockedErasuresAreCompletedAfterTheirGrace() {
		this.node.close();
		this.node = ErasureNode.open(this.directory, Duration.ofSeconds(60), ErasureNode.KEY);
		String id = ingest("walnut");
		this.node.branches.checkpoint(DATABASE, "main", "a");
		Coupon blocked = this.node.erase("main", id);
		this.node.clock.advance(60_000);
		assertThat(blockers(blocked)).isEqualTo("{\"checkpoints\":[\"a\"]}");
		Coupon pending = this.node.erase("main", ingest("oak"));
		this.node.databases.delete(DATABASE);
		String again = ingest("walnut");
		assertThat(blockers(blocked)).isEqualTo("completed");
		assertThat(this.node.now(pending).status()).isEqualTo("pending");
		this.node.clock.advance(60_000);
		assertThat(blockers(pending)).isEqualTo("completed");
		assertThat(this.node.text(pending)).contains(
				"\"evidence\":{\"clean\":true,\"manifests_checked\":0,\"objects_listed\":0,\"oldest_segment_min_txid\":null,\"oldest_snapshot_txid\":null}");
		assertThat(this.node.memory.get(ErasureNode.on("main"), again).value().summary()).isEqualTo("walnut");
	}

	@Test
	@Section("trust 5.4")
	void whenFileFromBeforeIsLeftThenItIsNotCompleted() throws IOException {
		Coupon coupon = this.node.erase("main", ingest("walnut"));
		Path stray = this.directory.resolve("history")
			.resolve(this.node.database().uuid() + "_00000000-0000-0000-0000-000000000000.history");
		Files.writeString(stray, "walnut");
		assertThat(blockers(coupon)).isEqualTo("pending");
		Files.delete(stray);
		assertThat(blockers(coupon)).isEqualTo("completed");
	}

	@Test
	@Section({ "trust 5.1", "trust 5.4" })
	void whenRequestWasInterruptedThenItIsSettledByWhatIsThere() {
		String kept = ingest("kept");
		String gone = ingest("gone");
		this.node.file.saveErasure(requested("ers_0000000000000001", kept));
		this.node.file.saveErasure(requested("ers_0000000000000002", gone));
		assertThat(this.node.erasures.list("acme", "alice")).isEmpty();
		assertFault(FaultCode.NOT_FOUND, () -> this.node.erasures.get("acme", "alice", "ers_0000000000000001"));
		this.node.memory.forget(ErasureNode.on("main"), gone, true);
		reopen();
		assertThat(this.node.erasures.list("acme", "alice")).singleElement()
			.satisfies((coupon) -> assertThat(this.node.text(coupon)).contains("ers_0000000000000002",
					"\"memory_ids\":[\"" + gone + "\"]", "\"forget_txid\":{\"main\":3},\"status\":\"pending\""));
		assertThat(this.node.erasures.complete()).isEqualTo(1);
	}

	private ErasureRow requested(String id, String memory) {
		return new ErasureRow(id, DATABASE, this.node.database().uuid(), "main",
				this.node.store.branches(this.node.database()).get(0).fileId(), 0, "{\"memory_id\":\"" + memory + "\"}",
				"[\"" + memory + "\"]", 1, 1, null, ErasureRow.Status.REQUESTED, null, null, null);
	}

	@Test
	@Section({ "trust 5.4", "control 9" })
	void whenCompletedThenStateAndTransactionIdsStayAsTheyAre() {
		for (int i = 0; i < 200; i++) {
			ingest("note" + i);
		}
		String id = ingest("walnut");
		Coupon coupon = this.node.erase("main", id);
		ingest("more");
		assertThat(blockers(coupon)).isEqualTo("completed");
		assertThat(this.node.store.sync(this.node.store.branches(this.node.database()).get(0))).isEqualTo(203);
		ingest("last");
		assertThat(this.node.branches.rewind(DATABASE, "main", "203").txid()).isEqualTo(203);
		assertThat(this.node.branches.rewind(DATABASE, "main", "202").txid()).isEqualTo(202);
		assertFault(FaultCode.CONFLICT, () -> this.node.branches.rewind(DATABASE, "main", "201"));
	}

}
