package ai.memoturn.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a test as somebody: the injected {@link ai.memoturn.client.memory.MemoryProfile
 * MemoryProfile} and {@link ai.memoturn.client.memory.ReactiveMemoryProfile
 * ReactiveMemoryProfile} address this profile on the thread of the test method,
 * {@code @BeforeEach} and {@code @AfterEach} included, and wherever Micrometer's context
 * propagation takes it, whoever is signed in. On a class it holds for all methods and
 * nested classes without an annotation of their own.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface WithMemoryProfile {

	/**
	 * Whose memories are used, as the application knows them: any text from which its
	 * encoding makes the name of a profile.
	 * @return the profile
	 */
	String value() default "user";

	/**
	 * The namespace of the profile.
	 * @return the namespace; empty for the one of the application
	 */
	String namespace() default "";

}
