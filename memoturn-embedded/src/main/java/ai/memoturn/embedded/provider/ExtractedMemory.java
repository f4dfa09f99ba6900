package ai.memoturn.embedded.provider;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A memory that an extractor proposes.
 *
 * @param type {@code fact}, {@code event}, {@code instruction} or {@code task}
 * @param topicKey the topic on which facts and instructions supersede one another,
 * {@code null} for none; passed over where the type has no topics or the key is blank,
 * since models say "none" in that way too
 * @param summary the text that people read, not blank
 * @param details all that is to be kept of it
 * @param keywords further words to find it by, empty for none
 */
public record ExtractedMemory(String type, @Nullable String topicKey, String summary, String details, String keywords) {

	public ExtractedMemory {
		Objects.requireNonNull(type, "type");
		Objects.requireNonNull(summary, "summary");
		Objects.requireNonNull(details, "details");
		Objects.requireNonNull(keywords, "keywords");
	}

}
