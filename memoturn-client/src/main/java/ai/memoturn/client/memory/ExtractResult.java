package ai.memoturn.client.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answer to an extraction that stored what it found. New components may be added: read
 * it, do not construct it.
 *
 * @param results one entry per memory found; empty when the turns held nothing to keep
 * @param txid transaction id at which the memories are visible, or {@code null} when
 * nothing was found and so nothing was written
 */
public record ExtractResult(List<IngestedMemory> results, @Nullable Long txid) {

	/**
	 * Check what the record is made of, and copy its lists.
	 * @param results one entry per memory found
	 * @param txid transaction id at which the memories are visible
	 * @throws NullPointerException if anything but what is marked nullable is
	 * {@code null}
	 */
	public ExtractResult {
		results = List.copyOf(results);
	}

}
