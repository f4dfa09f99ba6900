package ai.memoturn.client.transcript;

import java.util.List;

/**
 * The end of a transcript. New components may be added: read it, do not construct it.
 *
 * @param turns the last turns, oldest first; empty when nothing was said
 * @param txid transaction id of the state that was read
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record WindowResult(List<TranscriptTurn> turns, long txid, boolean stale) {

	public WindowResult {
		turns = List.copyOf(turns);
	}

}
