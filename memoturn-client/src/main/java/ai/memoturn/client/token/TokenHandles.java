package ai.memoturn.client.token;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.tokens}.
 */
public final class TokenHandles {

	private TokenHandles() {
	}

	/**
	 * Make the blocking handle of minting.
	 * @param transport runs the calls
	 * @return the handle; its calls do the checks
	 */
	public static Tokens blocking(Transport transport) {
		return new DefaultTokens(transport);
	}

	/**
	 * Make the reactive handle of minting.
	 * @param transport runs the calls
	 * @return the handle; its calls do the checks
	 */
	public static ReactiveTokens reactive(Transport transport) {
		return new DefaultReactiveTokens(transport);
	}

}
