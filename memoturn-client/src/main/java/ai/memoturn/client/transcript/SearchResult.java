package ai.memoturn.client.transcript;

import java.util.List;

/**
 * Answer to a search in a transcript. New components may be added: read it, do not
 * construct it.
 *
 * @param turns the turns found, nearest first; empty when none has an embedding
 * @param txid transaction id of the state that was searched
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record SearchResult(List<FoundTurn> turns, long txid, boolean stale) {

	public SearchResult {
		turns = List.copyOf(turns);
	}

}
