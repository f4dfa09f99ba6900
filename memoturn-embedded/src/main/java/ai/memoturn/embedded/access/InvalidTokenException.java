package ai.memoturn.embedded.access;

/**
 * A token that is not accepted. The message says why, to follow "invalid token: ", and
 * shows nothing of it.
 */
final class InvalidTokenException extends RuntimeException {

	InvalidTokenException(String message) {
		super(message, null, false, false);
	}

}
