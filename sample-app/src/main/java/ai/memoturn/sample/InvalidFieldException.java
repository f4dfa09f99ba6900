package ai.memoturn.sample;

/**
 * A field of the request that is wrong in a way that annotations do not tell.
 */
class InvalidFieldException extends RuntimeException {

	private final String field;

	InvalidFieldException(String field, String message) {
		super(message);
		this.field = field;
	}

	String field() {
		return this.field;
	}

}
