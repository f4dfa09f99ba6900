package ai.memoturn.client.operation;

import java.time.Duration;

import ai.memoturn.client.credential.TokenScope;
import org.jspecify.annotations.Nullable;

/**
 * The minting operations, which callers use and the client itself where it mints its own
 * tokens. Making a call checks everything that can be checked without the node.
 */
public final class MintOperations {

	// What every reader of JSON takes exactly. Nodes add it to the time of the day, which
	// near 2^63 would overflow.
	private static final long MAX_SECONDS = (1L << 53) - 1;

	static final Operation<MintAnswer> MINT_FOR_DATABASE = describe("tokens.mintForDatabase",
			"/v1/databases/{database}/tokens");

	static final Operation<MintAnswer> MINT_FOR_NAMESPACE = describe("tokens.mintForNamespace",
			"/v1/namespaces/{namespace}/tokens");

	private MintOperations() {
	}

	private static Operation<MintAnswer> describe(String name, String path) {
		return Operation.describe(name, "POST", path)
			.retry(RetryClass.ONCE)
			.credential(Credential.CONTROL)
			.reads((answer) -> answer.read(MintAnswer.class));
	}

	public static Call<MintAnswer> mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl) {
		return MINT_FOR_DATABASE.call(Checks.database("database", database)).body(MintBody.of(scope, ttl));
	}

	public static Call<MintAnswer> mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl) {
		return MINT_FOR_NAMESPACE.call(Checks.name("namespace", namespace)).body(MintBody.of(scope, ttl));
	}

	private record MintBody(TokenScope scope, @Nullable Long expiresIn) {

		static MintBody of(TokenScope scope, @Nullable Duration ttl) {
			Checks.notNull("scope", scope);
			return new MintBody(scope, (ttl != null) ? seconds(ttl) : null);
		}

		private static long seconds(Duration ttl) {
			long seconds = Checks.wholeSeconds("ttl", ttl).toSeconds();
			Checks.argument(seconds <= MAX_SECONDS,
					() -> "ttl must be at most " + MAX_SECONDS + " seconds, but is " + ttl);
			return seconds;
		}

	}

	/**
	 * What a node answers.
	 *
	 * @param token the token
	 * @param expiresIn for how many seconds it is valid
	 */
	public record MintAnswer(String token, long expiresIn) {

		public MintAnswer {
			Credentials.check("token", Checks.notNull("token", token));
			Checks.argument(expiresIn >= 0 && expiresIn <= MAX_SECONDS, () -> "no lifetime");
		}

		@Override
		public String toString() {
			return "MintAnswer[******]";
		}

	}

}
