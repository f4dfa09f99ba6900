package ai.memoturn.client.transfer;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import ai.memoturn.client.branch.BranchOperations;
import ai.memoturn.client.branch.RewindResult;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.DatabaseSpec;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import ai.memoturn.client.operation.TxidUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations that take a profile's branch out and in as a whole. Not API:
 * applications use the methods of {@code MemoryProfile}. Names are checked already.
 *
 * @param namespace the namespace
 * @param profile the profile
 * @param branch the branch, {@code null} for the main one
 */
public record TransferOperations(String namespace, String profile, @Nullable String branch) {

	private static final String PROFILE = "/v1/memory/{namespace}/{profile}";

	/** A fork that an interrupted export leaves behind goes by itself. */
	private static final Duration LONGEST_EXPORT = Duration.ofHours(24);

	static final Operation<ExportAnswer> EXPORT = Operation.describe("memory.exportTo", "GET", PROFILE + "/export")
		.retry(RetryClass.READ)
		.reads((answer) -> answer.read(ExportAnswer.class));

	static final Operation<ImportAnswer> CHECK = Operation.describe("memory.checkImport", "POST", PROFILE + "/import")
		.retry(RetryClass.READ)
		.reads((answer) -> answer.read(ImportAnswer.class));

	static final Operation<ImportAnswer> IMPORT = Operation.describe("memory.importFrom", "POST", PROFILE + "/import")
		.retry(RetryClass.ONCE)
		.txid(TxidUse.ADVANCE)
		.reads((answer) -> answer.read(ImportAnswer.class));

	Call<ExportAnswer> export(@Nullable String after) {
		return call(EXPORT).query("after", after);
	}

	Call<ImportAnswer> check(LinePage page) {
		return call(CHECK).body(new ImportBody(page.lines(), page.firstLine(), 0, true));
	}

	Call<ImportAnswer> importLines(LinePage page, long stored) {
		return call(IMPORT).body(new ImportBody(page.lines(), page.firstLine(), stored, false));
	}

	/**
	 * Return the operations on a fork that stands still while it is exported.
	 */
	TransferOperations onFork() {
		return new TransferOperations(this.namespace, this.profile, "export-" + UUID.randomUUID());
	}

	Call<String> fork(TransferOperations fork) {
		return branches().fork(String.valueOf(fork.branch()), LONGEST_EXPORT);
	}

	Call<Boolean> deleteFork(TransferOperations fork) {
		return branches().delete(String.valueOf(fork.branch()));
	}

	Call<RewindResult> rewind(long txid) {
		return branches().rewind(txid);
	}

	private BranchOperations branches() {
		return new BranchOperations(DatabaseSpec.ofProfile(this.namespace, this.profile, this.branch));
	}

	private <T> Call<T> call(Operation<T> operation) {
		return operation.call(this.namespace, this.profile).query("branch", this.branch);
	}

	record ExportAnswer(List<String> lines, long memories, long sessions, @Nullable String next) {

	}

	record ImportBody(List<String> lines, long firstLine, long stored, boolean checkOnly) {

	}

	record ImportAnswer(long memories, long sessions, boolean complete, long stored, long txid) {

	}

}
