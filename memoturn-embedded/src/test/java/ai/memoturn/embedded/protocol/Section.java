package ai.memoturn.embedded.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which sections of the protocol a test proves rules of. On a class it speaks for
 * all of its tests.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface Section {

	/**
	 * Document and number, {@code "memory 4.3"} for instance, as they are listed in
	 * {@code protocol-sections.txt}.
	 */
	String[] value();

}
