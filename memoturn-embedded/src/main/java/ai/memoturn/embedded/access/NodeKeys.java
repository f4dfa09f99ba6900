package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a node that asks for credentials: those it is given, else those in its data
 * directory, else new ones, which it puts there. Shows neither in any text.
 *
 * @param signingKey signs tokens
 * @param platformKey the platform key
 */
public record NodeKeys(SigningKey signingKey, String platformKey) {

	private static final String SIGNING_KEY_FILE = "auth.pkcs8";

	private static final String PLATFORM_KEY_FILE = "platform.key";

	private static final int PLATFORM_KEY_BYTES = 32;

	/**
	 * Find or make the keys.
	 * @param directory the data directory, which no other node uses
	 * @param signingKey the signing key, {@code null} to look for it
	 * @param platformKey the platform key, {@code null} to look for it
	 * @return the keys
	 * @throws BadKeyException if a key file cannot be used
	 */
	public static NodeKeys of(Path directory, @Nullable SigningKey signingKey, @Nullable String platformKey) {
		return new NodeKeys((signingKey != null) ? signingKey : signingKey(directory),
				(platformKey != null) ? platformKey : platformKey(directory));
	}

	private static SigningKey signingKey(Path directory) {
		SigningKey known = existingSigningKey(directory);
		if (known != null) {
			return known;
		}
		SigningKey made = SigningKey.generate();
		new KeyFile(directory.resolve(SIGNING_KEY_FILE)).create(made.toPkcs8());
		return made;
	}

	/**
	 * Read the signing key of a data directory, also of one that a node uses.
	 * @param directory the directory
	 * @return the key, or {@code null} if there is none yet
	 * @throws BadKeyException if its file cannot be used
	 */
	public static @Nullable SigningKey existingSigningKey(Path directory) {
		KeyFile file = new KeyFile(directory.resolve(SIGNING_KEY_FILE));
		byte[] document = file.read();
		if (document == null) {
			return null;
		}
		try {
			return SigningKey.ofPkcs8(document);
		}
		catch (IllegalArgumentException ex) {
			throw new BadKeyException(
					"The key file " + file + " cannot be used: " + ex.getMessage()
							+ ". Restore it from a backup, or delete it to have a new key made, which ends all tokens",
					ex);
		}
	}

	private static String platformKey(Path directory) {
		KeyFile file = new KeyFile(directory.resolve(PLATFORM_KEY_FILE));
		byte[] content = file.read();
		if (content == null) {
			byte[] random = new byte[PLATFORM_KEY_BYTES];
			new SecureRandom().nextBytes(random);
			String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
			file.create((made + "\n").getBytes(StandardCharsets.US_ASCII));
			return made;
		}
		String key = new String(content, StandardCharsets.UTF_8).strip();
		String problem = problemOf(key);
		if (problem != null) {
			throw new BadKeyException("The key file " + file + " cannot be used: its key " + problem
					+ ". Delete it to have a new one made", null);
		}
		return key;
	}

	/**
	 * Check what is to be the platform key.
	 * @param key the key
	 * @return what is wrong with it, without showing it; {@code null} if it can be used
	 */
	public static @Nullable String problemOf(String key) {
		// It has to travel in a header.
		boolean usable = !key.isEmpty() && key.chars().allMatch((c) -> c > ' ' && c < 0x7f);
		return usable ? null : "must not be empty or hold blanks, line breaks, control or non-ASCII characters";
	}

	@Override
	public String toString() {
		return "NodeKeys[" + this.signingKey + "]";
	}

}
