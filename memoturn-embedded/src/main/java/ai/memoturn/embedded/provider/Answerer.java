package ai.memoturn.embedded.provider;

import java.util.List;

/**
 * Answers questions from memories.
 */
@FunctionalInterface
public non-sealed interface Answerer extends Provider {

	/**
	 * Answer a question.
	 * @param question the question, not blank
	 * @param memories what was recalled for it, best first, at least one
	 * @return the answer
	 * @throws ProviderException if there is none
	 */
	Answer answer(String question, List<RecalledMemory> memories);

}
