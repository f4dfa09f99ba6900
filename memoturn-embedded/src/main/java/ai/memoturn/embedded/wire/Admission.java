package ai.memoturn.embedded.wire;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is served, before its body is read.
 */
@FunctionalInterface
interface Admission {

	/**
	 * Decide; quick if the request {@linkplain Request#isQuicklyAuthorized() says so}.
	 * @param request the request, whose caller is known afterwards
	 * @return a refusal, or {@code null} if the request may go on
	 */
	@Nullable Reply check(Request request);

}
