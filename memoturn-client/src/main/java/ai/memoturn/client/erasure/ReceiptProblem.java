package ai.memoturn.client.erasure;

/**
 * Why a receipt proves nothing. New constants may be added.
 */
public enum ReceiptProblem {

	/** There is no receipt, because the erasure is not completed. */
	NO_RECEIPT("There is no receipt: the erasure is not completed"),

	/** The receipt is not signed, as those of a node without authorization. */
	NOT_SIGNED("The receipt is not signed: the node runs without authorization"),

	/** The receipt is signed in a way that this version does not know. */
	UNKNOWN_ALGORITHM("The receipt is signed in a way that is not known here"),

	/** The receipt says that it was signed with another key. */
	OTHER_KEY("The receipt was signed with another key"),

	/** The signature has no valid form. */
	MALFORMED("The receipt has no signature of valid form, or its payload no form that could have been signed"),

	/** The signature is not that of this payload by this key. */
	WRONG_SIGNATURE("The signature is not that of this payload by this key"),

	/** The payload, though signed, does not say that nothing is left. */
	NOT_CLEAN("The payload does not say that nothing is left"),

	/** The receipt, though signed, is of something else than the coupon. */
	OTHER_ERASURE("The receipt is of something else than the erasure that it came with");

	private final String explanation;

	ReceiptProblem(String explanation) {
		this.explanation = explanation;
	}

	/**
	 * Return what this means, for people.
	 * @return a sentence without a full stop
	 */
	public String explanation() {
		return this.explanation;
	}

}
