package ai.memoturn.embedded.memory;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * What an embedding must be: at least one value, all of them finite as 32-bit floats. One
 * of zeros only is accepted, since some models make it of empty text; its cosine with
 * anything counts as 0.
 */
final class EmbeddingRule {

	private EmbeddingRule() {
	}

	static void check(String field, float[] embedding) {
		if (embedding.length == 0) {
			throw new Fault(FaultCode.INVALID_REQUEST, field + " must not be empty; leave it out instead");
		}
		for (float value : embedding) {
			if (!Float.isFinite(value)) {
				throw new Fault(FaultCode.INVALID_REQUEST,
						field + " has a value that a 32-bit float cannot hold (beyond ±3.4e38)");
			}
		}
	}

}
