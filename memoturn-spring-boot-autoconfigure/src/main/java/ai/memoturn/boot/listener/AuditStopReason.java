package ai.memoturn.boot.listener;

/**
 * Why a container stopped.
 */
public enum AuditStopReason {

	/** It was asked to. */
	REQUESTED,

	/** The node refused the client's credentials three times in a row. */
	UNAUTHORIZED,

	/** The node refused the request, so that asking again is of no use. */
	REFUSED,

	/** The stored position cannot be read. */
	POSITION_UNREADABLE,

	/** An {@link Error} was thrown. */
	ERROR

}
