package ai.memoturn.client.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The secrets of a client. Neither shows in any text.
 */
public final class Credentials {

	private static final String MASK = "******";

	private final Function<String, @Nullable String> databaseTokens;

	private final Function<String, @Nullable String> namespaceTokens;

	private final Supplier<@Nullable String> controlSecret;

	/** What is known beforehand. */
	private final List<String> constants;

	/**
	 * Create credentials that stay the same.
	 * @param token the token, else the platform key stands in for it
	 * @param platformKey the platform key, else the token stands in for it
	 */
	public Credentials(@Nullable String token, @Nullable String platformKey) {
		this.databaseTokens = (database) -> (token != null) ? token : platformKey;
		this.namespaceTokens = this.databaseTokens;
		this.controlSecret = () -> (platformKey != null) ? platformKey : token;
		this.constants = Stream.of(Optional.ofNullable(token), Optional.ofNullable(platformKey))
			.flatMap(Optional::stream)
			.toList();
	}

	/**
	 * Create credentials that are asked for on each call.
	 * @param databaseTokens returns a token for the database of that name
	 * @param namespaceTokens returns a token for the namespace of that name
	 * @param platformKey returns the platform key
	 */
	public Credentials(Function<String, @Nullable String> databaseTokens,
			Function<String, @Nullable String> namespaceTokens, Supplier<@Nullable String> platformKey) {
		this.databaseTokens = (database) -> check("databaseToken", databaseTokens.apply(database));
		this.namespaceTokens = (namespace) -> check("namespaceToken", namespaceTokens.apply(namespace));
		this.controlSecret = () -> check("platformKey", platformKey.get());
		this.constants = List.of();
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

	@Nullable String controlSecret() {
		return this.controlSecret.get();
	}

	@Nullable String databaseSecret(String database) {
		return this.databaseTokens.apply(database);
	}

	@Nullable String namespaceSecret(String namespace) {
		return this.namespaceTokens.apply(namespace);
	}

	/**
	 * Take the secrets out of text that somebody else wrote.
	 * @param text the text
	 * @param sent the secret that was sent
	 * @return the text without the secrets
	 */
	String redact(String text, @Nullable String sent) {
		String redacted = (sent != null) ? text.replace(sent, MASK) : text;
		for (String constant : this.constants) {
			redacted = redacted.replace(constant, MASK);
		}
		return redacted;
	}

	@Override
	public String toString() {
		return "Credentials[" + MASK + "]";
	}

}
