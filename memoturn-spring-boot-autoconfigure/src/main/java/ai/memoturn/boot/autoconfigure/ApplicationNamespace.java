package ai.memoturn.boot.autoconfigure;

import ai.memoturn.boot.scope.ProfileNameEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The namespace in which the profiles of the application's users lie.
 *
 * @param name its name, or {@code null} when nobody has said
 */
record ApplicationNamespace(@Nullable String name) {

	static ApplicationNamespace of(@Nullable String configured, @Nullable String defaultName) {
		if (configured != null && !ProfileNameEncoding.isName(configured)) {
			throw new InvalidConfigurationPropertyValueException("memoturn.namespace", configured,
					"Must have 1 to 64 characters a-z, 0-9, _ and -, begin with a letter or digit, not end with - and "
							+ "not contain --");
		}
		return new ApplicationNamespace((configured != null) ? configured : defaultName);
	}

	String required() {
		if (this.name == null) {
			throw new MemoturnConfigurationException(
					"memoturn.namespace is not set, and the memory profile of the current user is used.",
					"Set memoturn.namespace to the namespace in which the profiles of the application's users lie.");
		}
		return this.name;
	}

}
