package ai.memoturn.client.operation;

/**
 * Which of a client's secrets an operation is authorized with.
 */
public enum Credential {

	/** None, the operation is open. */
	NONE,

	/** The token, else the platform key. */
	DATA,

	/** The platform key, else the token. */
	CONTROL,

	/** The platform key, else the token for the namespace that the path names. */
	CONTROL_OR_NAMESPACE

}
