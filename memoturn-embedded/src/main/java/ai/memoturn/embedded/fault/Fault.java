package ai.memoturn.embedded.fault;

import org.jspecify.annotations.Nullable;

/**
 * A request that a service refuses or cannot serve, with the protocol's code for it. The
 * message is for people, names the field and never holds stored content or a path.
 */
public final class Fault extends RuntimeException {

	private final FaultCode code;

	public Fault(FaultCode code, String message) {
		this(code, message, null);
	}

	public Fault(FaultCode code, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	public FaultCode code() {
		return this.code;
	}

}
