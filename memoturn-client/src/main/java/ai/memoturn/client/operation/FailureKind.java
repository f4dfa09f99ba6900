package ai.memoturn.client.operation;

/**
 * What a failure says about the fate of a request; with the {@link RetryClass} of the
 * operation it decides whether the request may be sent again.
 */
enum FailureKind {

	/**
	 * The request never left, or was turned away as overload before anyone looked at it.
	 */
	UNPROCESSED,

	/** The node said that it cannot serve the request now, and did nothing. */
	REFUSED,

	/** The request left and no answer of the node says what became of it. */
	LOST,

	/** The node answered; the same request gets the same answer. */
	FINAL

}
