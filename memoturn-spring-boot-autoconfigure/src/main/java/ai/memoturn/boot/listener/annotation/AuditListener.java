package ai.memoturn.boot.listener.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Hands the audit stream of a namespace to the method: at least once, in the order of the
 * stream, one delivery at a time, across restarts and instances.
 *
 * <pre>{@code
 * &#64;AuditListener(id = "denials", namespace = "${memoturn.namespace}", action = "ai.", outcome = "denied")
 * void onDenied(AuditEvent event) {
 * }
 * }</pre>
 *
 * The method takes one {@code AuditEvent} or a {@code List<AuditEvent>}, beside it an
 * {@code AuditAcknowledgement} if it wants to say itself what has been handled, and
 * returns nothing or a {@code Mono}, whose end is waited for. It must not be private or
 * static. Since an event can come again after a crash, it must bear that.
 * <p>
 * All attributes take placeholders ({@code ${…}}) and SpEL ({@code #{…}}). A value that
 * cannot be used, or a method that cannot be called so, stops the start of the
 * application.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(AuditListeners.class)
@Reflective
public @interface AuditListener {

	/**
	 * Return what names the listener and its position. Whoever changes it begins anew.
	 * @return the id, unique in the application; the name of the bean, a dot and the name
	 * of the method when empty
	 */
	String id() default "";

	/**
	 * Return the namespace of the stream.
	 * @return the namespace; that of the application ({@code memoturn.namespace}) when
	 * empty
	 */
	String namespace() default "";

	/**
	 * Return which actions to take.
	 * @return an action, or with a dot at its end every action that begins so; all when
	 * empty
	 */
	String action() default "";

	/**
	 * Return whose events to take.
	 * @return the name of a profile; all when empty
	 */
	String profile() default "";

	/**
	 * Return which outcome to take.
	 * @return an outcome: {@code ok}, {@code denied}, {@code error}; all when empty
	 */
	String outcome() default "";

	/**
	 * Return where to begin as long as there is no position.
	 * @return {@code beginning}, {@code now}, or an instant as ISO 8601 writes it; the
	 * beginning when empty
	 */
	String from() default "";

	/**
	 * Return how many events to ask for at once.
	 * @return 1 to 1000; as the factory says when empty
	 */
	String batch() default "";

	/**
	 * Return how long to wait at the end of the stream.
	 * @return a duration such as {@code 500ms}, {@code 2s} or {@code PT2S}; as the
	 * factory says when empty
	 */
	String pollInterval() default "";

	/**
	 * Return how long a {@code Mono} that the method returns may take, after which it is
	 * cancelled and the delivery has failed.
	 * @return a duration such as {@code 30s} or {@code PT1M}, above zero;
	 * {@code memoturn.listener.mono-timeout} when empty
	 */
	String monoTimeout() default "";

	/**
	 * Return what creates the container.
	 * @return the name of an {@code AuditListenerContainerFactory} bean; the only one, or
	 * the primary one, when empty
	 */
	String containerFactory() default "";

	/**
	 * Return whether the listener starts with the application.
	 * @return {@code true} or {@code false}; as the factory says when empty
	 */
	String autoStartup() default "";

}
