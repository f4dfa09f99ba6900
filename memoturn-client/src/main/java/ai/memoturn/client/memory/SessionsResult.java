package ai.memoturn.client.memory;

import java.util.List;

/**
 * Answer to a listing of sessions. New components may be added: read it, do not construct
 * it.
 *
 * @param sessions the sessions, most recently active first; empty when there are none
 * @param txid transaction id of the state that was read
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record SessionsResult(List<SessionInfo> sessions, long txid, boolean stale) {

	public SessionsResult {
		sessions = List.copyOf(sessions);
	}

}
