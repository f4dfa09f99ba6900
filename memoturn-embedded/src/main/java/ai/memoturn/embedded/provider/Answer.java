package ai.memoturn.embedded.provider;

import java.util.List;
import java.util.Objects;

/**
 * An answer from memories.
 *
 * @param text the answer
 * @param sources ids of the memories it rests on, none if they do not hold an answer
 */
public record Answer(String text, List<String> sources) {

	public Answer {
		Objects.requireNonNull(text, "text");
		sources = List.copyOf(sources);
	}

}
