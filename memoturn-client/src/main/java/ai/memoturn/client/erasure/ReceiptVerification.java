package ai.memoturn.client.erasure;

import org.jspecify.annotations.Nullable;

/**
 * Whether a receipt proves what it says. New components may be added: read it, do not
 * construct it.
 *
 * @param problem why it does not; {@code null} when it does
 */
public record ReceiptVerification(@Nullable ReceiptProblem problem) {

	/**
	 * Return whether the receipt proves what it says.
	 * @return {@code true} if there is no problem
	 */
	public boolean isVerified() {
		return this.problem == null;
	}

	/**
	 * Return the result for people.
	 * @return a sentence without a full stop
	 */
	public String explanation() {
		return (this.problem != null) ? this.problem.explanation() : "The receipt is verified";
	}

}
