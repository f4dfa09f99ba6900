package ai.memoturn.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Stops the start of an application whose Spring Boot this is not made for, before
 * anything else fails in a way that says nothing. It must run there, so it uses only what
 * all generations of Spring Boot from 3.0 on have.
 */
class BootGenerationCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	static final int GENERATION = 4;

	static final int FIRST_MINOR = 1;

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		check(SpringBootVersion.getVersion(), getClass().getPackage().getImplementationVersion());
	}

	/**
	 * Refuse another generation.
	 * @param boot the version of Spring Boot; one that cannot be told passes
	 * @param memoturn our own version, {@code null} outside of a jar
	 * @throws MemoturnConfigurationException if it is another than 4.1 or a later 4.x
	 */
	static void check(@Nullable String boot, @Nullable String memoturn) {
		String[] parts = (boot != null) ? boot.split("[.-]", 3) : new String[0];
		if (parts.length < 2 || !parts[0].matches("[0-9]{1,4}") || !parts[1].matches("[0-9]{1,4}")) {
			return;
		}
		int generation = Integer.parseInt(parts[0]);
		if (generation != GENERATION || Integer.parseInt(parts[1]) < FIRST_MINOR) {
			String supported = GENERATION + "." + FIRST_MINOR + " or a later " + GENERATION + ".x";
			throw new MemoturnConfigurationException(
					"The application runs with Spring Boot " + boot + ", but memoturn-spring-boot-starter "
							+ ((memoturn != null) ? memoturn + " " : "") + "is made for Spring Boot " + supported + ".",
					((generation > GENERATION) ? "Use a newer memoturn-spring-boot-starter, or Spring Boot "
							: "Upgrade to Spring Boot ") + supported
							+ ". memoturn-client alone works without Spring Boot: where the starter is not wanted, depend "
							+ "on that and build a MemoturnClient.");
		}
	}

}
