package ai.memoturn.embedded.audit;

/**
 * What must be switched on for an event to be recorded.
 */
public enum AuditGate {

	/** Audit of the profile. */
	PROFILE,

	/** Audit of the profile, with reads. */
	READS,

	/** Audit of the namespace. */
	NAMESPACE

}
