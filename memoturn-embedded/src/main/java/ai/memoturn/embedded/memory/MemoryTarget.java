package ai.memoturn.embedded.memory;

import org.jspecify.annotations.Nullable;

/**
 * What of a profile is to be erased, as it was asked for. Exactly one of memory, topic
 * and session counts; what is given besides is kept and ignored.
 *
 * @param memoryId one memory
 * @param topicKey all memories of a topic, superseded ones included
 * @param type of which type those are
 * @param sessionId a session with its tasks
 * @param turns whether the session's transcript goes too
 */
public record MemoryTarget(@Nullable String memoryId, @Nullable String topicKey, @Nullable String type,
		@Nullable String sessionId, boolean turns) {

	/**
	 * Return the target that is one memory.
	 * @param id its id
	 * @return the target
	 */
	public static MemoryTarget memory(String id) {
		return new MemoryTarget(id, null, null, null, false);
	}

}
