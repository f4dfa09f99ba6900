package ai.memoturn.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when {@code memoturn.*} or the beans around it cannot work. Carries what is
 * wrong and what to do, never the value of a secret.
 */
class MemoturnConfigurationException extends RuntimeException {

	private final String description;

	private final String action;

	MemoturnConfigurationException(String description, String action) {
		this(description, action, null);
	}

	MemoturnConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	String getDescription() {
		return this.description;
	}

	String getAction() {
		return this.action;
	}

}
