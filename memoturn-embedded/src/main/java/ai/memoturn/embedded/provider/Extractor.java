package ai.memoturn.embedded.provider;

import java.util.List;

/**
 * Distils the turns of a conversation into memories.
 */
@FunctionalInterface
public non-sealed interface Extractor extends Provider {

	/**
	 * Distil turns.
	 * @param turns at least one, oldest first
	 * @return the memories worth keeping, none if there are none; the node checks them
	 * like any others
	 * @throws ProviderException if there is no usable result
	 */
	List<ExtractedMemory> extract(List<TranscriptTurn> turns);

}
