package ai.memoturn.embedded.json;

/**
 * A body that is not a well-formed JSON document. The message says what is wrong and
 * where, never what was sent.
 */
public final class MalformedJsonException extends RuntimeException {

	MalformedJsonException(String message) {
		super(message, null, false, false);
	}

}
