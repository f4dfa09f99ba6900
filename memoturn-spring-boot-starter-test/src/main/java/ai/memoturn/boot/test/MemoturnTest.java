package ai.memoturn.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Annotation for a test of memories <strong>alone</strong>: the client, the profiles and
 * an embedded node, and nothing else of the application. Component scanning finds no
 * component unless it is named in {@link #includeFilters()}; what the test needs is
 * imported with {@code @Import}. Each test method gets a fresh state, as described at
 * {@link AutoConfigureMemoturn}.
 *
 * <pre class="code">
 * &#064;MemoturnTest
 * &#064;Import(DietAdvisor.class)
 * &#064;WithMemoryProfile("alice")
 * class DietAdvisorTests {
 *
 *     &#064;Autowired
 *     MemoryProfile memory;
 *
 *     &#064;Autowired
 *     DietAdvisor advisor;
 *
 *     &#064;Test
 *     void remembersTheDiet() {
 *         this.advisor.learn("eats vegan");
 *         assertThat(this.memory.recall("vegan")).hasMemory("eats vegan");
 *     }
 *
 * }
 * </pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(MemoturnTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(MemoturnTypeExcludeFilter.class)
@AutoConfigureMemoturn
@ImportAutoConfiguration
public @interface MemoturnTest {

	/**
	 * Properties of the application, {@code key=value}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Whether no component is found by scanning unless it is included. Without it, all
	 * are.
	 * @return whether components are left out
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Which components are found by scanning although others are not.
	 * @return the filters
	 */
	ComponentScan.Filter[] includeFilters() default {};

	/**
	 * Which components are not found by scanning.
	 * @return the filters
	 */
	ComponentScan.Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return their classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
