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

	/**
	 * Fork this branch.
	 * @param branch the name of the new branch, not that of the main one
	 * @param ttl how long it lives, in whole seconds; {@code null} for ever
	 * @return the call, which answers the name
	 */
	public Call<String> fork(String branch, @Nullable Duration ttl) {
		String name = notMain(branch, "always exists: fork another one from it");
		String parent = main(this.database.checked().branch()) ? null : this.database.branch();
		return FORK.call(this.database.name())
			.body(new ForkBody(name, parent, (ttl != null) ? Checks.ttl("ttl", ttl) : null))
			.fitting((forked) -> forked.equals(name));
	}

	/**
	 * List the branches of the database.
	 * @return the call, which answers all of them
	 */
	public Call<List<BranchInfo>> list() {
		return LIST.call(this.database.checked().name());
	}

	/**
	 * Delete a branch.
	 * @param branch its name, not that of the main one
	 * @return the call
	 */
	public Call<Boolean> delete(String branch) {
		return DELETE.call(this.database.checked().name(),
				notMain(branch, "cannot be deleted: delete the database, or rewind"));
	}

	/**
	 * Name the present state of this branch.
	 * @param name the name, not blank
	 * @return the call, which answers what was named
	 */
	public Call<Checkpoint> checkpoint(String name) {
		return onThisBranch(CHECKPOINT).body(new CheckpointBody(Checks.notBlank("name", name)))
			.fitting((checkpoint) -> checkpoint.name().equals(name));
	}

	/**
	 * Take this branch back to a checkpoint.
	 * @param checkpoint the name of the checkpoint, not blank
	 * @return the call, which answers where the branch is now
	 */
	public Call<RewindResult> rewind(String checkpoint) {
		return onThisBranch(REWIND).body(new RewindBody(Checks.notBlank("checkpoint", checkpoint)));
	}

	/**
	 * Take this branch back to a transaction.
	 * @param txid its id, 0 or more
	 * @return the call, which answers where the branch is now
	 */
	public Call<RewindResult> rewind(long txid) {
		Checks.argument(txid >= 0, () -> "txid must be 0 or more, but is " + txid);
		return onThisBranch(REWIND).body(new RewindBody(Long.toString(txid)));
	}

	/**
	 * Wait until this branch is in durable storage.
	 * @return the call, which answers the transaction id that is
	 */
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
