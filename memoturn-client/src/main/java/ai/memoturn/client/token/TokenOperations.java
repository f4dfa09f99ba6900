package ai.memoturn.client.token;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.operation.Call;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Credential;
import ai.memoturn.client.operation.Credentials;
import ai.memoturn.client.operation.Operation;
import ai.memoturn.client.operation.RetryClass;
import org.jspecify.annotations.Nullable;

/**
 * The minting operations. Making a call checks everything that can be checked without the
 * node.
 */
final class TokenOperations {

	// What every reader of JSON takes exactly. Nodes add it to the time of the day, which
	// near 2^63 would overflow.
	private static final long MAX_SECONDS = (1L << 53) - 1;

	static final Operation<MintAnswer> MINT_FOR_DATABASE = describe("tokens.mintForDatabase",
			"/v1/databases/{database}/tokens");

	static final Operation<MintAnswer> MINT_FOR_NAMESPACE = describe("tokens.mintForNamespace",
			"/v1/namespaces/{namespace}/tokens");

	private TokenOperations() {
	}

	private static Operation<MintAnswer> describe(String name, String path) {
		return Operation.describe(name, "POST", path)
			.retry(RetryClass.ONCE)
			.credential(Credential.CONTROL)
			.reads((answer) -> answer.read(MintAnswer.class));
	}

	static Call<MintAnswer> mintForDatabase(String database, TokenScope scope, @Nullable Duration ttl) {
		return MINT_FOR_DATABASE.call(Checks.database("database", database)).body(MintBody.of(scope, ttl));
	}

	static Call<MintAnswer> mintForNamespace(String namespace, TokenScope scope, @Nullable Duration ttl) {
		return MINT_FOR_NAMESPACE.call(Checks.name("namespace", namespace)).body(MintBody.of(scope, ttl));
	}

	record MintBody(TokenScope scope, @Nullable Long expiresIn) {

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
	record MintAnswer(String token, long expiresIn) {

		MintAnswer {
			Credentials.check("token", Checks.notNull("token", token));
			Checks.argument(expiresIn >= 0 && expiresIn <= MAX_SECONDS, () -> "no lifetime");
		}

		MintedToken mintedAfter(Instant start) {
			Duration ttl = Duration.ofSeconds(this.expiresIn);
			// Nodes count from the whole second.
			return new MintedToken(this.token, ttl, start.truncatedTo(ChronoUnit.SECONDS).plus(ttl));
		}

		@Override
		public String toString() {
			return "MintAnswer[******]";
		}

	}

}
