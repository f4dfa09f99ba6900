package ai.memoturn.client.operation;

import java.util.regex.Pattern;

import ai.memoturn.client.token.TokenMinting;
import ai.memoturn.client.token.TokenSource;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a client. Neither shows in any text.
 */
public final class Credentials {

	private static final String MASK = "******";

	/** Any token, since minted ones are not known here. */
	private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+");

	private final @Nullable String token;

	private final @Nullable String platformKey;

	private final @Nullable TokenSource source;

	private final @Nullable TokenMinting minting;

	public Credentials(@Nullable String token, @Nullable String platformKey) {
		this(token, platformKey, null, null);
	}

	public Credentials(@Nullable String token, @Nullable String platformKey, @Nullable TokenSource source,
			@Nullable TokenMinting minting) {
		this.token = token;
		this.platformKey = platformKey;
		this.source = source;
		this.minting = minting;
	}

	@Nullable TokenSource source() {
		return this.source;
	}

	@Nullable TokenMinting minting() {
		return this.minting;
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
		String redacted = JWT.matcher(text).replaceAll(MASK);
		redacted = (this.token != null) ? redacted.replace(this.token, MASK) : redacted;
		return (this.platformKey != null) ? redacted.replace(this.platformKey, MASK) : redacted;
	}

	@Override
	public String toString() {
		return "Credentials[" + MASK + "]";
	}

}
