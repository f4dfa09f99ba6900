package ai.memoturn.embedded.memory;

import java.util.List;

import ai.memoturn.embedded.transcript.FoundTurn;
import org.jspecify.annotations.Nullable;

/**
 * What a recall found.
 *
 * @param hits the memories, best first
 * @param turns the turns, nearest first; {@code null} if none were asked for or there is
 * no such profile
 * @param txid the branch's transaction id of the state that was read, 0 if there is no
 * such profile
 */
public record RecallOutcome(List<Hit> hits, @Nullable List<FoundTurn> turns, long txid) {

	/**
	 * Create the outcome of a recall without turns.
	 * @param hits the memories, best first
	 * @param txid the branch's transaction id of the state that was read
	 */
	public RecallOutcome(List<Hit> hits, long txid) {
		this(hits, null, txid);
	}

	/**
	 * One memory found.
	 *
	 * @param memory the memory
	 * @param score the fused rank
	 * @param channels names of the channels that found it, in the protocol's order
	 */
	public record Hit(StoredMemory memory, double score, List<String> channels) {
	}

}
