package ai.memoturn.client.token;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * Finds the token of each call. Asked once for each attempt, before anything is sent, and
 * must be thread-safe. What it fails with, the call fails with; the time that it takes
 * counts towards the time limit of the call.
 * <p>
 * Control calls use the platform key and never ask.
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * Return the token for a call. Subscribed to on the calling thread or on one that
	 * must not block, so it must not block either.
	 * @param request what the token is needed for
	 * @return the token; empty to make the call anonymously
	 */
	Mono<String> token(TokenRequest request);

	/**
	 * Return another token, after the node has refused one as invalid, expired or
	 * revoked. Asked at most once for each attempt.
	 * @param request what the token is needed for
	 * @param refused the token that was refused
	 * @return another token, with which the attempt is made once more; empty to let the
	 * call fail with the refusal, which is the default
	 */
	default Mono<String> renew(TokenRequest request, String refused) {
		return Mono.empty();
	}

	/**
	 * Return a source of one token that may change, for example as a file is rewritten.
	 * @param token supplies the token; must not block
	 * @return the source
	 */
	static TokenSource of(Supplier<String> token) {
		return (request) -> Mono.fromSupplier(token);
	}

}
