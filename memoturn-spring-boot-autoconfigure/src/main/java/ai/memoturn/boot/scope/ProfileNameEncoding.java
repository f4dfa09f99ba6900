package ai.memoturn.boot.scope;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * How the name of a user becomes the name of a profile. A profile name has 1 to 64
 * characters, all of them {@code a-z}, {@code 0-9}, {@code _} or {@code -}; it begins
 * with a letter or digit, does not end with {@code -} and does not contain {@code --}.
 * <p>
 * Both ways keep different users apart. There is deliberately none that replaces or drops
 * characters, because two users could then meet in one profile.
 */
public enum ProfileNameEncoding {

	/**
	 * The name is used as it is; one that is no profile name is refused.
	 */
	STRICT {

		@Override
		String encode(String name) {
			if (!isName(name)) {
				throw new NoMemoryProfileException("The name of the current user is not a profile name, which has 1 to "
						+ "64 characters a-z, 0-9, _ and -, begins with a letter or digit, does not end with - and "
						+ "does not contain --. Set memoturn.scope.encoding=hashed to store each user under a digest "
						+ "of the name, or define a MemoryProfileResolver bean that answers with a profile name");
			}
			return name;
		}

	},

	/**
	 * The profile is named by a digest of the name: the SHA-256 of the name's UTF-8 bytes
	 * as 64 lower-case hexadecimal digits. Every name is encoded, also one that would be
	 * a profile name, so that no name can pose as the digest of another. The digest of a
	 * name never changes. Names are taken as they are: upper and lower case, blanks and
	 * different Unicode forms of one character make different profiles.
	 */
	HASHED {

		@Override
		String encode(String name) {
			try {
				// Not getBytes: it would turn every unpaired surrogate into the same "?".
				ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
				MessageDigest digest = MessageDigest.getInstance("SHA-256");
				digest.update(utf8);
				return HexFormat.of().formatHex(digest.digest());
			}
			catch (CharacterCodingException ex) {
				throw new NoMemoryProfileException("The name of the current user is not valid Unicode text");
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Every Java platform has SHA-256", ex);
			}
		}

	};

	private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9_]|-(?=[a-z0-9_]))*");

	private static final int MAX_LENGTH = 64;

	/**
	 * Return the name of the profile that belongs to a user.
	 * @param name the user's name, not empty
	 * @return the profile's name
	 * @throws NoMemoryProfileException if there is none
	 */
	abstract String encode(String name);

	/**
	 * Return whether a text can be the name of a profile or a namespace.
	 * @param text the text
	 * @return {@code true} if it can
	 */
	public static boolean isName(String text) {
		return text.length() <= MAX_LENGTH && NAME.matcher(text).matches();
	}

}
