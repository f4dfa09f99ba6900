package ai.memoturn.embedded.document;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * How this package says that a request breaks a rule.
 */
final class Refusal {

	/** More of a name than this is not repeated in a message. */
	private static final int SHOWN = 64;

	private Refusal() {
	}

	static Fault of(String problem) {
		return new Fault(FaultCode.INVALID_REQUEST, problem);
	}

	/** Name something that was sent. */
	static String shown(String name) {
		return "'" + ((name.length() <= SHOWN) ? name : name.substring(0, SHOWN) + "…") + "'";
	}

}
