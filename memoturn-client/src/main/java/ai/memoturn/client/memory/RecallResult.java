package ai.memoturn.client.memory;

import java.util.List;
import java.util.NoSuchElementException;

import ai.memoturn.client.transcript.FoundTurn;
import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Answer to a recall. New components may be added: read it, do not construct it.
 *
 * @param memories the memories found, best first; empty when nothing was found
 * @param turns the turns of transcripts nearest to the embedding, nearest first; empty
 * when none has an embedding, or {@link RecallRequest#includeTurns()} is off
 * @param txid transaction id of the state that was searched
 * @param stale whether that state is older than was asked for, which happens after
 * another client took the branch back or while a cluster recovers
 */
public record RecallResult(List<RecalledMemory> memories, List<FoundTurn> turns, long txid, boolean stale) {

	public RecallResult {
		memories = List.copyOf(memories);
		turns = List.copyOf(turns);
	}

	/**
	 * Return the best memory.
	 * @return the first of {@link #memories()}
	 * @throws NoSuchElementException if nothing was found
	 */
	public RecalledMemory first() {
		if (this.memories.isEmpty()) {
			throw new NoSuchElementException("Nothing was recalled");
		}
		return this.memories.get(0);
	}

	/**
	 * Return whether no memory was found. Turns do not count.
	 * @return {@code true} if there is no memory in this answer
	 */
	@JsonIgnore
	public boolean isEmpty() {
		return this.memories.isEmpty();
	}

}
