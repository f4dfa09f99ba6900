package ai.memoturn.boot.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.annotation.AuditListener;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is turned into code ahead of time, and what that code needs
 * besides.
 */
class AheadOfTimeTests {

	@TempDir
	Path data;

	@Test
	@CompileWithForkedClassLoader
	void whenProcessedAheadOfTimeThenTheApplicationStartsAndRemembers() {
		TestGenerationContext generation = new TestGenerationContext();
		process(generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			@SuppressWarnings("unchecked")
			ApplicationContextInitializer<GenericApplicationContext> initializer = compiled
				.getInstance(ApplicationContextInitializer.class);
			System.setProperty("spring.aot.enabled", "true");
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				configure(context);
				initializer.initialize(context);
				context.refresh();
				assertThat(context.getBeanNamesForType(MemoturnAutoConfiguration.class)).hasSize(1);
				remember(context);
			}
			finally {
				System.clearProperty("spring.aot.enabled");
			}
		});
	}

	private void remember(GenericApplicationContext context) {
		Application application = context.getBean(Application.class);
		context.getBean(MemoryProfiles.class).run(MemoryScope.of("alice"), () -> {
			application.memory.ingest(MemoryInput.event("began to plan"));
			assertThat(application.memory.recall("plan").first().summary()).isEqualTo("began to plan");
		});
		assertThat(application.second).isNotSameAs(context.getBean(MemoturnClient.class));
		assertThat(application.secondReactive).isSameAs(application.second.reactive());
		assertThat(context.getBean(AuditListenerRegistry.class).all()).singleElement()
			.returns("denials", (container) -> container.id());
	}

	@Test
	void whatRunsByReflectionShouldBeHintedAt() throws Exception {
		TestGenerationContext generation = new TestGenerationContext();
		process(generation);
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Application.class.getDeclaredMethod("onDenied", AuditEvent.class))).accepts(hints);
		for (Class<?> properties : new Class<?>[] { MemoturnProperties.class, MemoturnProperties.NamedClient.class,
				MemoturnProperties.Scope.class, MemoturnListenerProperties.class,
				MemoturnListenerProperties.Positions.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(properties)
				.withAnyMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
						MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)
				.or(RuntimeHintsPredicates.reflection().onConstructorInvocation(properties.getDeclaredConstructor())))
				.as(properties.getName())
				.accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.resource().forResource("ai/memoturn/boot/listener/position/schema.sql"))
			.accepts(hints);
	}

	private void process(TestGenerationContext generation) {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			configure(context);
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		finally {
			System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
		}
	}

	private void configure(GenericApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of("memoturn.mode", "embedded", "memoturn.embedded.data-directory", this.data.toString(),
							"memoturn.clients.second.url", "http://127.0.0.1:1")));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, MemoturnAutoConfiguration.class,
			MemoturnListenerAutoConfiguration.class })
	static class Application {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		MemoryProfile memory;

		@Autowired
		@Qualifier("second")
		@SuppressWarnings("NullAway.Init")
		MemoturnClient second;

		@Autowired
		@Qualifier("second")
		@SuppressWarnings("NullAway.Init")
		ReactiveMemoturnClient secondReactive;

		@AuditListener(id = "denials", namespace = "dev", outcome = "denied", autoStartup = "false")
		void onDenied(AuditEvent event) {
		}

	}

}
