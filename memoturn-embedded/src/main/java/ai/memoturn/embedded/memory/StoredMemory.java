package ai.memoturn.embedded.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A memory as it is stored. Times are Unix milliseconds.
 *
 * @param id the id
 * @param type name of the type
 * @param topicKey topic, if any
 * @param summary the text people read
 * @param content canonical JSON text
 * @param keywords further searched words, possibly empty
 * @param sessionId session, if any
 * @param source source, if any
 * @param createdAt when it was created
 * @param expiresAt when it expires, tasks only
 * @param supersededBy id of what took its place
 * @param supersededAt when that was
 * @param supersedes ids whose place it took; only looked up by {@code get}, else empty
 */
public record StoredMemory(String id, String type, @Nullable String topicKey, String summary, String content,
		String keywords, @Nullable String sessionId, @Nullable String source, long createdAt, @Nullable Long expiresAt,
		@Nullable String supersededBy, @Nullable Long supersededAt, List<String> supersedes) {
}
