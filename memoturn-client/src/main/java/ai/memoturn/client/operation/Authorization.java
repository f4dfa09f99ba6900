package ai.memoturn.client.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import ai.memoturn.client.credential.TokenMinting;
import ai.memoturn.client.credential.TokenRequest;
import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.credential.TokenSource;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.operation.MintOperations.MintAnswer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds what an attempt is authorized with, and makes it once more when a token was
 * refused that can be replaced.
 */
final class Authorization {

	private final Credentials credentials;

	private final @Nullable TokenSource source;

	Authorization(Credentials credentials, Function<Call<MintAnswer>, Mono<MintAnswer>> minter) {
		this.credentials = credentials;
		TokenMinting minting = credentials.minting();
		this.source = (minting != null) ? new MintedTokens(minting, minter, System::nanoTime) : credentials.source();
	}

	/**
	 * Make an attempt.
	 * @param <T> what the operation answers
	 * @param call the call
	 * @param attempt makes the attempt with a secret, if there is one
	 * @return what the attempt answers
	 */
	<T> Mono<T> authorize(Call<T> call, Function<Optional<String>, Mono<T>> attempt) {
		Credential credential = call.operation().credential();
		TokenSource source = this.source;
		if (source == null || !this.credentials.needsToken(credential)) {
			return attempt.apply(Optional.ofNullable(this.credentials.secretFor(credential)));
		}
		TokenRequest request = request(call);
		return source.token(request)
			.map((token) -> Optional.of(checked(token)))
			.defaultIfEmpty(Optional.empty())
			.flatMap((token) -> (token.isEmpty()) ? attempt.apply(token)
					: attempt.apply(token)
						.onErrorResume(Authorization::isReplaceable,
								(refusal) -> source.renew(request, token.get())
									.switchIfEmpty(Mono.error(refusal))
									.flatMap((other) -> attempt.apply(Optional.of(checked(other))))));
	}

	private static String checked(String token) {
		return Checks.notNull("token", Credentials.check("token", token));
	}

	// A node that refuses has processed nothing, so any operation may be sent again. Only
	// its words tell a revoked token from one that never covered the target.
	private static boolean isReplaceable(Throwable failure) {
		return failure instanceof UnauthorizedException
				|| (failure instanceof ForbiddenException ex && String.valueOf(ex.getMessage()).contains("revoked"));
	}

	/**
	 * Say what a call needs a token for, by the protocol's table of scopes.
	 */
	static TokenRequest request(Call<?> call) {
		List<String> names = call.operation().path().names();
		List<String> values = call.variables();
		TokenScope scope = scope(call.operation());
		if (!names.isEmpty() && names.get(0).startsWith("database")) {
			String database = DatabaseSpec.parse(values.get(0)).name();
			int separator = database.indexOf(DatabaseSpec.PROFILE_SEPARATOR);
			return new TokenRequest((separator > 0) ? database.substring(0, separator) : null, database, scope);
		}
		if (names.size() > 1 && names.get(1).equals("profile")) {
			return new TokenRequest(values.get(0), DatabaseSpec.ofProfile(values.get(0), values.get(1), null).name(),
					scope);
		}
		return new TokenRequest((values.isEmpty()) ? null : values.get(0), null, scope);
	}

	private static TokenScope scope(Operation<?> operation) {
		String path = operation.path().toString();
		boolean reads = operation.retryClass() == RetryClass.READ;
		if (path.contains("/branches") || path.endsWith("/audit") || (path.endsWith("/policy") && !reads)
				|| path.endsWith("/export") || path.endsWith("/import")) {
			return TokenScope.ADMIN;
		}
		// Also a dry run, which changes nothing: it costs like the real one.
		return (reads && !path.endsWith("/extract")) ? TokenScope.READ : TokenScope.WRITE;
	}

}
