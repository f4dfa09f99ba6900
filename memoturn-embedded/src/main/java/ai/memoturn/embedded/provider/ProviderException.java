package ai.memoturn.embedded.provider;

import org.jspecify.annotations.Nullable;

/**
 * A provider gave no usable answer. The message says what happened, in a few words that
 * follow "the provider"; it never holds content, the answer's text or a key, because it
 * is logged and recorded.
 */
public final class ProviderException extends RuntimeException {

	public ProviderException(String message) {
		this(message, null);
	}

	public ProviderException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
