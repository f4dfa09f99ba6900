package ai.memoturn.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * A data directory cannot be used. The message says why and what to do about it.
 */
public final class StoreOpenException extends RuntimeException {

	public StoreOpenException(String message) {
		this(message, null);
	}

	public StoreOpenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
