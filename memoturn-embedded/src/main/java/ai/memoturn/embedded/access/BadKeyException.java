package ai.memoturn.embedded.access;

import org.jspecify.annotations.Nullable;

/**
 * A key of the node cannot be used. The message says which and what to do; it never shows
 * the key.
 */
public final class BadKeyException extends RuntimeException {

	BadKeyException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
