package ai.memoturn.boot.listener.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Holds several {@link AuditListener} annotations of one method.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Reflective
public @interface AuditListeners {

	/**
	 * Return the listeners.
	 * @return the listeners, each with an id of its own
	 */
	AuditListener[] value();

}
