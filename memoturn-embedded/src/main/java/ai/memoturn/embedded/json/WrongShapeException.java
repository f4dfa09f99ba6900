package ai.memoturn.embedded.json;

/**
 * A well-formed body in which a value has the wrong type, is missing or is given twice.
 * The message names the field.
 */
public final class WrongShapeException extends RuntimeException {

	WrongShapeException(String message) {
		super(message, null, false, false);
	}

}
