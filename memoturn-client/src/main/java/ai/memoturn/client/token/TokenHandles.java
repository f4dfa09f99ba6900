package ai.memoturn.client.token;

import ai.memoturn.client.operation.Transport;

/**
 * Makes the handles of a client. Not API: applications get theirs from
 * {@code MemoturnClient.tokens}.
 */
public final class TokenHandles {

	private TokenHandles() {
	}

	public static Tokens blocking(Transport transport) {
		return new DefaultTokens(transport);
	}

	public static ReactiveTokens reactive(Transport transport) {
		return new DefaultReactiveTokens(transport);
	}

}
