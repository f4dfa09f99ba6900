package ai.memoturn.client.memory;

import java.util.List;
import java.util.NoSuchElementException;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Answer to a recall. New components may be added: read it, do not construct it.
 *
 * @param memories the memories found, best first; empty when nothing was found
 * @param txid transaction id of the state that was searched
 */
public record RecallResult(List<RecalledMemory> memories, long txid) {

	public RecallResult {
		memories = List.copyOf(memories);
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
	 * Return whether nothing was found.
	 * @return {@code true} if there is no memory in this answer
	 */
	@JsonIgnore
	public boolean isEmpty() {
		return this.memories.isEmpty();
	}

}
