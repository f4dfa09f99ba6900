package ai.memoturn.embedded.store;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where the state of a branch comes from, and which earlier states have names.
 *
 * @param branch the branch
 * @param origin what it was forked from, {@code null} for {@code main}
 * @param rewinds how often it went back, oldest first
 * @param checkpoints the transaction ids of its checkpoints by name
 */
public record BranchState(BranchEntry branch, @Nullable Origin origin, List<Rewind> rewinds,
		Map<String, Long> checkpoints) {

	/**
	 * What a branch was forked from.
	 *
	 * @param branchFile the id of the branch
	 * @param txid the transaction id of the state
	 * @param generation the generation of the branch's file then
	 */
	public record Origin(String branchFile, long txid, int generation) {
	}

	/**
	 * A rewind.
	 *
	 * @param generation the generation of the branch's file afterwards
	 * @param txid the transaction id that it led to
	 */
	public record Rewind(int generation, long txid) {
	}

}
