package ai.memoturn.client.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answer to a question asked of a profile. New components may be added: read it, do not
 * construct it.
 *
 * @param answer the answer, or {@code null} when nothing was recalled for the question
 * @param sources ids that the answer cites, as the provider gave them; not checked
 * against {@code memories}
 * @param memories the memories from which the answer was made, best first
 * @param txid transaction id of the state that was searched
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record AskResult(@Nullable String answer, List<String> sources, List<RecalledMemory> memories, long txid,
		boolean stale) {

	public AskResult {
		sources = List.copyOf(sources);
		memories = List.copyOf(memories);
	}

	@Override
	public String toString() {
		return "AskResult[memories=" + this.memories.size() + ", txid=" + this.txid + "]";
	}

}
