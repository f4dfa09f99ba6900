package ai.memoturn.client.operation;

import java.util.function.Supplier;
import java.util.regex.Pattern;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenSource;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a client. Neither shows in any text.
 */
public final class Credentials {

	private static final String MASK = "******";

	/** Any token, since minted ones are not known here. */
	private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

	private final @Nullable String token;

	private final Supplier<@Nullable String> platformKey;

	private final @Nullable TokenSource source;

	private final @Nullable TokenMinting minting;

	// Remembered only to be taken out of what others write.
	private volatile @Nullable String lastPlatformKey;

	/**
	 * Create credentials that stay the same.
	 * @param token the token, {@code null} for none
	 * @param platformKey the platform key, {@code null} for none
	 */
	public Credentials(@Nullable String token, @Nullable String platformKey) {
		this(token, platformKey, null, null, null);
	}

	/**
	 * Create credentials.
	 * @param token the token, {@code null} for none
	 * @param platformKey the platform key, {@code null} for none
	 * @param platformKeys returns the platform key on each attempt that needs it, in
	 * place of one that stays the same; {@code null} where that is enough
	 * @param source finds tokens, {@code null} for none
	 * @param minting how to mint tokens, {@code null} for not at all
	 */
	public Credentials(@Nullable String token, @Nullable String platformKey,
			@Nullable Supplier<@Nullable String> platformKeys, @Nullable TokenSource source,
			@Nullable TokenMinting minting) {
		this.token = token;
		this.platformKey = (platformKeys != null) ? platformKeys : () -> platformKey;
		this.lastPlatformKey = platformKey;
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

	/**
	 * Return whether a call is authorized with a token, where there is a source of them.
	 * @param credential what the operation is authorized with
	 * @return {@code false} if it takes the platform key or nothing
	 */
	boolean needsToken(Credential credential) {
		return credential == Credential.DATA
				|| (credential == Credential.CONTROL_OR_NAMESPACE && platformKey() == null);
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
		String platformKey = check("platformKey", this.platformKey.get());
		this.lastPlatformKey = platformKey;
		return platformKey;
	}

	/**
	 * Take the secrets out of text that somebody else wrote.
	 * @param text the text
	 * @param sent the secret that was sent
	 * @return the text without the secrets
	 */
	String redact(String text, @Nullable String sent) {
		String redacted = JWT.matcher(text).replaceAll(MASK);
		for (String secret : new @Nullable String[] { sent, this.token, this.lastPlatformKey }) {
			redacted = (secret != null) ? redacted.replace(secret, MASK) : redacted;
		}
		return redacted;
	}

	@Override
	public String toString() {
		return "Credentials[" + MASK + "]";
	}

}
