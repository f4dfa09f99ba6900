package ai.memoturn.boot.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a controller's parameter of type {@link ai.memoturn.client.memory.MemoryProfile
 * MemoryProfile} or {@link ai.memoturn.client.memory.ReactiveMemoryProfile
 * ReactiveMemoryProfile} that is to be the one of the request's user, in Spring MVC and
 * in WebFlux. Unlike the injected profile it is fixed: it stays that user's on every
 * thread it is handed to.
 * <p>
 * Where nobody is signed in, the request fails with {@link NoMemoryProfileException}
 * before the method is called.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface CurrentMemoryProfile {

}
