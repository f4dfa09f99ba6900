package ai.memoturn.embedded.memory;

import java.util.List;

/**
 * What became of an ingest.
 *
 * @param items one per item sent, in order
 * @param txid the branch's transaction id at which all of it is visible
 */
public record IngestOutcome(List<Item> items, long txid) {

	/**
	 * What became of one item.
	 *
	 * @param id the memory's id
	 * @param status {@code created}, {@code revived} or {@code duplicate}
	 * @param superseded ids that this item displaced
	 */
	public record Item(String id, String status, List<String> superseded) {
	}

}
