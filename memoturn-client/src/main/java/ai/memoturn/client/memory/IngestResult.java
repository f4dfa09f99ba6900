package ai.memoturn.client.memory;

import java.util.List;

/**
 * Answer to an ingest. New components may be added: read it, do not construct it.
 *
 * @param results one entry per memory sent, in the order sent
 * @param txid transaction id of the branch at which the batch is visible
 */
public record IngestResult(List<IngestedMemory> results, long txid) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param results one entry per memory sent
	 * @param txid transaction id of the branch at which the batch is visible
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public IngestResult {
		results = List.copyOf(results);
	}

}
