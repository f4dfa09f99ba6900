package ai.memoturn.client.operation;

import java.util.function.Supplier;
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

	private final Supplier<@Nullable String> platformKeys;

	private final @Nullable TokenSource source;

	private final @Nullable TokenMinting minting;

	public Credentials(@Nullable String token, @Nullable String platformKey) {
		this(token, platformKey, null, null);
	}

	public Credentials(@Nullable String token, @Nullable String platformKey, @Nullable TokenSource source,
			@Nullable TokenMinting minting) {
		this.token = token;
		this.platformKey = platformKey;
		this.platformKeys = () -> platformKey;
		this.source = source;
		this.minting = minting;
	}

	private Credentials(TokenSource source, Supplier<@Nullable String> platformKeys) {
		this.token = null;
		this.platformKey = null;
		this.platformKeys = platformKeys;
		this.source = source;
		this.minting = null;
	}

	/**
	 * Return credentials that are asked for on each attempt.
	 * @param source finds the tokens
	 * @param platformKeys returns the platform key
	 * @return the credentials
	 */
	public static Credentials from(TokenSource source, Supplier<@Nullable String> platformKeys) {
		return new Credentials(source, platformKeys);
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
			case DATA -> (this.token != null) ? this.token : platformKey();
			case CONTROL, CONTROL_OR_NAMESPACE -> {
				String platformKey = platformKey();
				yield (platformKey != null) ? platformKey : this.token;
			}
		};
	}

	private @Nullable String platformKey() {
		return check("platformKey", this.platformKeys.get());
	}

	/**
	 * Take the secrets out of text that somebody else wrote.
	 * @param text the text
	 * @param sent the secret that was sent
	 * @return the text without the secrets
	 */
	String redact(String text, @Nullable String sent) {
		String redacted = JWT.matcher(text).replaceAll(MASK);
		for (String secret : new @Nullable String[] { sent, this.token, this.platformKey }) {
			redacted = (secret != null) ? redacted.replace(secret, MASK) : redacted;
		}
		return redacted;
	}

	@Override
	public String toString() {
		return "Credentials[" + MASK + "]";
	}

}
