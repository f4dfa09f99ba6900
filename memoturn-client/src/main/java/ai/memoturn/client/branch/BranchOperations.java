package ai.memoturn.client.branch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the branches of a database. Making a call checks everything that can
 * be checked without the node. Not API: applications use the methods of
 * {@code MemoryProfile} and {@code MemoturnDatabase}.
 *
 * @param database the database and the branch to look at it from
 */
public record BranchOperations(DatabaseSpec database) {

	private static final String MAIN = "main";

	private static final String BRANCHES = "/v1/db/{database}/branches";

	private static final String BRANCH = BRANCHES + "/{branch}";

	static final Operation<String> FORK = Operation.describe("branch.fork", "POST", BRANCHES)
		.retry(RetryClass.ONCE)
		.reads((answer) -> answer.read(ForkAnswer.class).branch());

	static final Operation<List<BranchInfo>> LIST = Operation.describe("branch.list", "GET", BRANCHES)
		.retry(RetryClass.READ)
		.reads((answer) -> answer.read(ListAnswer.class).branches().stream().map(Item::toInfo).toList());

	static final Operation<Boolean> DELETE = Operation.describe("branch.delete", "DELETE", BRANCH)
		.retry(RetryClass.ONCE)
		.txid(TxidUse.RESET)
		.notFoundIsAnswer(ErrorCodes.BRANCH_NOT_FOUND)
		.reads((answer) -> true);

	static final Operation<Checkpoint> CHECKPOINT = Operation
		.describe("branch.checkpoint", "POST", BRANCH + "/checkpoint")
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.OBSERVE)
		.reads((answer) -> {
			CheckpointAnswer body = answer.read(CheckpointAnswer.class);
			return new Checkpoint(body.checkpoint(), answer.txidOrZero(body.txid()));
		});

	static final Operation<RewindResult> REWIND = Operation.describe("branch.rewind", "POST", BRANCH + "/rewind")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.RESET)
		.reads((answer) -> {
			RewindAnswer body = answer.read(RewindAnswer.class);
			return new RewindResult(body.rewoundTo(), body.epoch());
		});

	static final Operation<Long> SYNC = Operation.describe("branch.sync", "POST", "/v1/db/{database@branch}/sync")
		.retry(RetryClass.IDEMPOTENT)
		.txid(TxidUse.OBSERVE)
		.reads((answer) -> answer.txidOrZero(answer.read(SyncAnswer.class).txid()));

	public Call<String> fork(String branch, @Nullable Duration ttl) {
		String name = notMain(branch, "always exists: fork another one from it");
		String parent = main(this.database.checked().branch()) ? null : this.database.branch();
		return FORK.call(this.database.name())
			.body(new ForkBody(name, parent, (ttl != null) ? Checks.ttl("ttl", ttl) : null))
			.fitting((forked) -> forked.equals(name));
	}

	public Call<List<BranchInfo>> list() {
		return LIST.call(this.database.checked().name());
	}

	public Call<Boolean> delete(String branch) {
		return DELETE.call(this.database.checked().name(),
				notMain(branch, "cannot be deleted: delete the database, or rewind"));
	}

	public Call<Checkpoint> checkpoint(String name) {
		return onThisBranch(CHECKPOINT).body(new CheckpointBody(Checks.notBlank("name", name)))
			.fitting((checkpoint) -> checkpoint.name().equals(name));
	}

	public Call<RewindResult> rewind(String checkpoint) {
		return onThisBranch(REWIND).body(new RewindBody(Checks.notBlank("checkpoint", checkpoint)));
	}

	public Call<RewindResult> rewind(long txid) {
		Checks.argument(txid >= 0, () -> "txid must be 0 or more, but is " + txid);
		return onThisBranch(REWIND).body(new RewindBody(Long.toString(txid)));
	}

	public Call<Long> sync() {
		return SYNC.call(this.database.checked().toString()).harmless(true);
	}

	private <T> Call<T> onThisBranch(Operation<T> operation) {
		String branch = this.database.checked().branch();
		return operation.call(this.database.name(), (branch != null) ? branch : MAIN);
	}

	private static boolean main(@Nullable String branch) {
		return branch == null || branch.equals(MAIN);
	}

	private static String notMain(String branch, String reason) {
		Checks.argument(!MAIN.equals(branch), () -> "branch must not be main, which " + reason);
		return Checks.branch("branch", branch);
	}

	record ForkBody(String name, @Nullable String from, @Nullable Long ttl) {

	}

	record ForkAnswer(String branch) {

		ForkAnswer {
			Objects.requireNonNull(branch);
		}

	}

	record ListAnswer(List<Item> branches) {

	}

	record Item(String branch, Instant createdAt, @Nullable Instant ttlAt) {

		BranchInfo toInfo() {
			return new BranchInfo(this.branch, this.createdAt, this.ttlAt);
		}

	}

	record CheckpointBody(String name) {

	}

	record CheckpointAnswer(String checkpoint, @Nullable Long txid) {

	}

	record RewindBody(String to) {

	}

	record RewindAnswer(long rewoundTo, long epoch) {

	}

	record SyncAnswer(@Nullable Long txid) {

	}

}
