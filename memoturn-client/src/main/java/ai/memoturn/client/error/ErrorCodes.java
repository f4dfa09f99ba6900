package ai.memoturn.client.error;

/**
 * Known values of {@link MemoturnException#code()}. The server owns the set and may add
 * to it, so codes are plain text and a code that is not listed here is passed on as it
 * is.
 */
public final class ErrorCodes {

	/** The request is malformed or breaks a rule. */
	public static final String INVALID_REQUEST = "invalid_request";

	/** There is no valid credential. */
	public static final String UNAUTHORIZED = "unauthorized";

	/** The credential does not cover what was asked for, or a policy denies it. */
	public static final String FORBIDDEN = "forbidden";

	/** A thing that was named does not exist. */
	public static final String NOT_FOUND = "not_found";

	/** The database or profile does not exist. */
	public static final String DATABASE_NOT_FOUND = "database_not_found";

	/** The branch does not exist. */
	public static final String BRANCH_NOT_FOUND = "branch_not_found";

	/** The node did not finish within its time budget. */
	public static final String REQUEST_TIMEOUT = "request_timeout";

	/** The name is taken. */
	public static final String ALREADY_EXISTS = "already_exists";

	/** The state does not allow it, or another writer was first. */
	public static final String CONFLICT = "conflict";

	/** The request body is larger than the node accepts. */
	public static final String PAYLOAD_TOO_LARGE = "payload_too_large";

	/** The node has too much to do just now. */
	public static final String OVERLOADED = "overloaded";

	/** The node lacks the provider that the operation needs. */
	public static final String UNCONFIGURED = "unconfigured";

	/** The node, or something that it depends on, cannot be reached just now. */
	public static final String UNAVAILABLE = "unavailable";

	/** The node failed. */
	public static final String INTERNAL = "internal";

	/** Given by the client: no connection was made, so nothing was sent. */
	public static final String CONNECTION_FAILED = "connection_failed";

	/** Given by the client: the request was sent, but no whole answer came back. */
	public static final String NO_ANSWER = "no_answer";

	/** Given by the client: the answer says success, but cannot be understood. */
	public static final String UNREADABLE_ANSWER = "unreadable_answer";

	/** Given by the client: the answer is larger than the client's limit. */
	public static final String ANSWER_TOO_LARGE = "answer_too_large";

	/** Given by the client: the time limit of the call ran out. */
	public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

	/** Given by the client: the waiting thread was interrupted. */
	public static final String INTERRUPTED = "interrupted";

	private ErrorCodes() {
	}

}
