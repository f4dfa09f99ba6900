package ai.memoturn.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives the application of a test an embedded node of its own in place of whatever
 * {@code memoturn.*} says, and each test method a fresh state of every memory profile.
 * For tests of whole applications, beside {@code @SpringBootTest}; tests of memories
 * alone are {@link MemoturnTest @MemoturnTest}.
 * <p>
 * The node lives as long as the application context, which Spring caches: classes with
 * the same configuration share node and {@linkplain MemoryFixture fixtures}. A bean of
 * type {@link ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails}, such as that of
 * a container with {@code @ServiceConnection}, takes the place of the node; its profiles
 * are kept apart all the same.
 * <p>
 * Fresh is every profile that is reached through the injected profiles,
 * {@link ai.memoturn.boot.scope.MemoryProfiles} or the argument of a controller, whoever
 * its user is and on whatever thread:
 * <ul>
 * <li>a profile with a {@link MemoryFixture} is a fork of it, with the name {@code test-}
 * and a number as its branch;</li>
 * <li>any other is empty, and has {@code -t} and a number at the end of its name.</li>
 * </ul>
 * What is addressed by name through {@link ai.memoturn.client.MemoturnClient} lies beside
 * them and stays for all tests of the context.
 * <p>
 * Tests may run in parallel. A thread which belongs to none of them, such as one of a web
 * server, then needs Micrometer's context propagation to be told which test it works for,
 * and fails otherwise.
 *
 * @see WithMemoryProfile
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureMemoturn {

}
