package ai.memoturn.embedded.json;

/**
 * A well-formed body of the right shape with a number that cannot be kept. The message
 * names the field.
 */
public final class InvalidValueException extends RuntimeException {

	InvalidValueException(String message) {
		super(message, null, false, false);
	}

}
