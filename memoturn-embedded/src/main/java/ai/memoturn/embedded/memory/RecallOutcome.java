package ai.memoturn.embedded.memory;

import java.util.List;

/**
 * What a recall found.
 *
 * @param hits the memories, best first
 * @param txid the branch's transaction id of the state that was read
 * @param profileExists whether there is such a profile at all; without one the rest is
 * empty and 0
 */
public record RecallOutcome(List<Hit> hits, long txid, boolean profileExists) {

	/**
	 * Create what was found in a profile that exists.
	 * @param hits the memories, best first
	 * @param txid the branch's transaction id of the state that was read
	 */
	public RecallOutcome(List<Hit> hits, long txid) {
		this(hits, txid, true);
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
