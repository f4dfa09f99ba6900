package ai.memoturn.client.operation;

/**
 * What repeating an operation does, and so after which failures it may be sent again.
 */
public enum RetryClass {

	/** Changes nothing: again after any transient failure. */
	READ,

	/** Leaves the same state when applied twice: again after a refusal. */
	IDEMPOTENT,

	/**
	 * The server recognizes repeated content, but a late repetition can undo what came
	 * between: again after a refusal, and after a lost answer only where the call says
	 * that it is harmless.
	 */
	DEDUPLICATED,

	/** Applies once more when sent once more: again only if provably unprocessed. */
	ONCE;

	boolean allowsRepetition(FailureKind failure, boolean harmless) {
		return switch (failure) {
			case UNPROCESSED -> true;
			case REFUSED -> this != ONCE;
			case LOST -> this == READ || harmless;
			case FINAL -> false;
		};
	}

}
