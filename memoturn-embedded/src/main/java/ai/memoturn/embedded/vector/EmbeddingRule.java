package ai.memoturn.embedded.vector;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * What an embedding must be: 1 to 65,536 values, all of them finite as 32-bit floats. One
 * of zeros only is accepted, since some models make it of empty text; its cosine with
 * anything counts as 0.
 */
public final class EmbeddingRule {

	private static final int MOST_VALUES = 65_536;

	private EmbeddingRule() {
	}

	/**
	 * Check an embedding that was sent.
	 * @param field what to call it in the message
	 * @param embedding the embedding
	 * @throws Fault {@code invalid_request} if it breaks the rule
	 */
	public static void check(String field, float[] embedding) {
		if (embedding.length == 0) {
			throw new Fault(FaultCode.INVALID_REQUEST, field + " must not be empty; leave it out instead");
		}
		if (embedding.length > MOST_VALUES) {
			throw new Fault(FaultCode.INVALID_REQUEST,
					field + " has " + embedding.length + " values, but at most " + MOST_VALUES + " are accepted");
		}
		for (float value : embedding) {
			if (!Float.isFinite(value)) {
				throw new Fault(FaultCode.INVALID_REQUEST,
						field + " has a value that a 32-bit float cannot hold (beyond ±3.4e38)");
			}
		}
	}

}
