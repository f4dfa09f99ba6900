package ai.memoturn.sample;

import java.util.Map;
import java.util.function.Supplier;

import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What to remember.
 *
 * @param type {@code fact}, {@code instruction}, {@code event} or {@code task}
 * @param topic the topic on which a fact or an instruction replaces the one before
 * @param summary the text that recall searches and people read
 * @param keywords further words by which it shall be found
 * @param content any JSON; the summary as {@code {"text": ...}} when it is left out
 */
record NewMemory(
		@NotNull @Pattern(regexp = "fact|instruction|event|task",
				message = "must be fact, instruction, event or task") String type,
		@Size(min = 1, max = 200) @Nullable String topic, @NotBlank @Size(max = 2000) String summary,
		@Size(max = 500) @Nullable String keywords, @Nullable Object content) {

	/**
	 * Return this as what the memory profile takes.
	 * @return the memory to ingest
	 * @throws InvalidFieldException if it does not take one of the fields, for example a
	 * topic on an event
	 */
	MemoryInput toInput() {
		// Type, topic and content tell memories apart; the summary is no part of it.
		Object distinct = (this.content != null) ? this.content : Map.of("text", this.summary);
		MemoryInput input = taken("summary", () -> MemoryInput.of(MemoryType.of(this.type), this.summary));
		MemoryInput onTopic = taken("topic", () -> input.topicKey(this.topic));
		MemoryInput withKeywords = taken("keywords", () -> onTopic.keywords(this.keywords));
		return taken("content", () -> withKeywords.content(distinct));
	}

	private static MemoryInput taken(String field, Supplier<MemoryInput> input) {
		try {
			return input.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidFieldException(field, "is not accepted: " + ex.getMessage());
		}
	}

}
