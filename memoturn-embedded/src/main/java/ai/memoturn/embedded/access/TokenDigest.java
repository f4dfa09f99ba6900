package ai.memoturn.embedded.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a token in place of it.
 *
 * @param hex SHA-256 in lower-case hexadecimal
 */
record TokenDigest(String hex) {

	private static final byte[] PREFIX = "memoturn-audit-actor-v1\0".getBytes(StandardCharsets.US_ASCII);

	private static final int AUDIT_LENGTH = 16;

	static TokenDigest of(String token) {
		MessageDigest digest = sha256();
		digest.update(PREFIX);
		return new TokenDigest(HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8))));
	}

	/**
	 * Return how the audit stream names the token.
	 */
	String forAudit() {
		return this.hex.substring(0, AUDIT_LENGTH);
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
