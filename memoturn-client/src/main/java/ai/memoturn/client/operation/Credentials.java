package ai.memoturn.client.operation;

import org.jspecify.annotations.Nullable;

/**
 * The secrets of a client. Neither shows in any text.
 */
public final class Credentials {

	private static final String MASK = "******";

	private final @Nullable String token;

	private final @Nullable String platformKey;

	public Credentials(@Nullable String token, @Nullable String platformKey) {
		this.token = token;
		this.platformKey = platformKey;
	}

	/**
	 * Check a secret: the printable ASCII characters that a header can carry, without
	 * blanks. The value is not echoed.
	 * @param parameter the parameter's name
	 * @param secret the secret, possibly {@code null}
	 * @return the secret
	 */
	public static @Nullable String check(String parameter, @Nullable String secret) {
		Checks.argument(secret == null || (!secret.isEmpty() && secret.chars().allMatch((c) -> c > ' ' && c < 0x7F)),
				() -> parameter + " must not be empty or hold blanks, line breaks, control or non-ASCII characters"
						+ " (its value is not shown)");
		return secret;
	}

	@Nullable String secretFor(Credential credential) {
		return switch (credential) {
			case NONE -> null;
			case DATA -> (this.token != null) ? this.token : this.platformKey;
			case CONTROL -> (this.platformKey != null) ? this.platformKey : this.token;
		};
	}

	/**
	 * Take the secrets out of text that somebody else wrote.
	 * @param text the text
	 * @return the text without the secrets
	 */
	String redact(String text) {
		String redacted = (this.token != null) ? text.replace(this.token, MASK) : text;
		return (this.platformKey != null) ? redacted.replace(this.platformKey, MASK) : redacted;
	}

	@Override
	public String toString() {
		return "Credentials[" + MASK + "]";
	}

}
