package ai.memoturn.embedded.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Ids of memories: {@code mem_} and the first 16 bytes, in hex, of SHA-256 over type,
 * topic key and canonical content, each in UTF-8, with a zero byte between them.
 */
final class MemoryId {

	private static final String PREFIX = "mem_";

	private static final int BYTES = 16;

	private MemoryId() {
	}

	/**
	 * Return the id of a memory.
	 * @param type the name of its type
	 * @param topicKey its topic; absent and empty give the same id
	 * @param content its content as canonical JSON text
	 * @return the id, 36 characters
	 */
	static String of(String type, @Nullable String topicKey, String content) {
		MessageDigest digest = sha256();
		digest.update(type.getBytes(StandardCharsets.UTF_8));
		digest.update((byte) 0);
		if (topicKey != null) {
			digest.update(topicKey.getBytes(StandardCharsets.UTF_8));
		}
		digest.update((byte) 0);
		digest.update(content.getBytes(StandardCharsets.UTF_8));
		return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), BYTES));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
