package ai.memoturn.client.vector;

import java.util.List;

/**
 * Answer to a search. New components may be added: read it, do not construct it.
 *
 * @param hits the vectors found, nearest first; empty when the collection has none
 * @param txid transaction id of the state that was searched
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record VectorSearchResult(List<VectorHit> hits, long txid, boolean stale) {

	public VectorSearchResult {
		hits = List.copyOf(hits);
	}

}
