package ai.memoturn.embedded.fault;

import java.util.Locale;

/**
 * The error codes of the protocol. What status each is answered with is the wire's
 * business.
 */
public enum FaultCode {

	INVALID_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, DATABASE_NOT_FOUND, BRANCH_NOT_FOUND, ALREADY_EXISTS, CONFLICT,
	REQUEST_TIMEOUT, PAYLOAD_TOO_LARGE, OVERLOADED, UNCONFIGURED, UNAVAILABLE, INTERNAL;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the code as it stands in the error envelope.
	 * @return the code in lower case
	 */
	public String wireName() {
		return this.wireName;
	}

}
