package ai.memoturn.client.sql;

import java.util.List;

/**
 * Answer to a batch. New components may be added: read it, do not construct it.
 *
 * @param results what each statement returned, in their order
 * @param txid transaction id of the branch at which the effect of the batch is visible
 */
public record BatchResult(List<StatementResult> results, long txid) {

	public BatchResult {
		results = List.copyOf(results);
	}

}
