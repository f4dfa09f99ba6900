package ai.memoturn.boot.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Settles for {@link AutoConfigureMemoturn} what properties say of the node in
 * production.
 */
class MemoturnContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		return (TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureMemoturn.class))
				? new MemoturnContextCustomizer() : null;
	}

	/**
	 * Equal to every other, so that contexts are shared.
	 */
	private record MemoturnContextCustomizer() implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			// The node of the test gives the application its tokens.
			sources.addFirst(new MapPropertySource("memoturnTest", Map.of("memoturn.tokens.mint", "none")));
			sources.addLast(new MapPropertySource("memoturnTestDefaults", Map.of("memoturn.namespace", "test")));
		}

	}

}
