package ai.memoturn.boot.test;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles and runs the examples of {@code docs/testing.md}, word for word.
 */
class DocumentationTests {

	private static final String IMPORTS = """
			package docs;
			import java.util.Map;
			import ai.memoturn.boot.scope.MemoryProfiles;
			import ai.memoturn.boot.scope.MemoryScope;
			import ai.memoturn.boot.test.*;
			import ai.memoturn.boot.testcontainers.MemoturnContainer;
			import ai.memoturn.client.memory.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.boot.autoconfigure.SpringBootApplication;
			import org.springframework.boot.test.context.*;
			import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
			import org.springframework.context.annotation.*;
			import org.springframework.stereotype.Component;
			import static ai.memoturn.boot.test.assertj.MemoturnAssertions.assertThat;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	private static final String APPLICATION = """
			@SpringBootApplication
			class Application {
			}
			""";

	/** Fails with the message that the page shows. */
	private static final String MESSAGE = """
			@MemoturnTest
			@Import({ DietAdvisor.class, Fixtures.class })
			@WithMemoryProfile("alice")
			class MessageTests {
				@Test
				void fails(@Autowired DietAdvisor advisor) {
					assertThat(advisor.whatToCook()).hasMemory("eats meat");
				}
			}
			""";

	@Test
	void theExamplesShouldCompileAndPass(@TempDir Path directory) throws Exception {
		String source = IMPORTS + APPLICATION + MESSAGE
				+ Stream.of("component", "slice", "fixtures", "application", "container")
					.map((name) -> block("example: " + name, "java"))
					.reduce("", String::concat);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = compile(directory, source)) {
			Thread.currentThread().setContextClassLoader(loader);
			TestExecutionSummary passed = run(loader, "docs.DietAdvisorTests", "docs.ApplicationTests");
			assertThat(passed.getFailures()).isEmpty();
			assertThat(passed.getTestsSucceededCount()).isEqualTo(4);
			TestExecutionSummary failed = run(loader, "docs.MessageTests");
			assertThat(failed.getFailures()).hasSize(1);
			String message = String.valueOf(failed.getFailures().get(0).getException().getMessage());
			assertThat(message.strip().replaceAll("mem_\\w+", "mem_…").replaceAll("score [\\d.]+", "score …"))
				.isEqualTo(block("message: recall", "").strip());
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@Test
	void theServiceOfDockerComposeShouldHaveTheLabel() {
		Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(block("example: compose", "yaml"));
		assertThat(compose).extractingByKey("services")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.extractingByKey("memory")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.extractingByKey("labels")
			.isEqualTo(Map.of("org.springframework.boot.service-connection", "memoturn"));
	}

	private static TestExecutionSummary run(ClassLoader loader, String... classes) throws Exception {
		LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
		for (String name : classes) {
			request.selectors(DiscoverySelectors.selectClass(loader.loadClass(name)));
		}
		LauncherDiscoveryRequest built = request.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create().execute(built, listener);
		return listener.getSummary();
	}

	private static URLClassLoader compile(Path directory, String source) throws Exception {
		Path file = Files.writeString(directory.resolve("Examples.java"), source);
		Path classes = Files.createDirectories(directory.resolve("classes"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-parameters", "-proc:none", "-d", classes.toString(), "-classpath",
				System.getProperty("java.class.path"));
		boolean compiled = compiler
			.getTask(messages, null, null, options, null,
					compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
			.call();
		assertThat(compiled).as("%s%n%s", messages, source).isTrue();
		return new URLClassLoader(new URL[] { classes.toUri().toURL() }, DocumentationTests.class.getClassLoader());
	}

	private static String block(String name, String language) {
		try {
			Matcher matcher = Pattern.compile("<!-- " + name + " -->\\R```" + language + "\\R(.*?)```", Pattern.DOTALL)
				.matcher(Files.readString(Path.of("..", "docs", "testing.md")));
			assertThat(matcher.find()).as("%s in the page", name).isTrue();
			return matcher.group(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
