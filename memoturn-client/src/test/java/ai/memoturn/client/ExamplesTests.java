package ai.memoturn.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import ai.memoturn.embedded.EmbeddedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles and runs the examples of the module's README and of the Javadoc, word for
 * word. What an example prints is what its comments say.
 */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_OUT)
class ExamplesTests {

	private static final Pattern README = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

	private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\\R(.*?)\\R[ \\t*]*}</pre>", Pattern.DOTALL);

	// An example that begins in the middle of things finds them here.
	private static final String FRAME = """
			import java.net.URI;
			import java.time.Duration;
			import java.util.*;
			import ai.memoturn.client.*;
			import ai.memoturn.client.erasure.*;
			import ai.memoturn.client.memory.*;
			import ai.memoturn.client.options.*;
			import ai.memoturn.client.policy.*;
			class Example {
			static URI url;
			static MemoryProfile alice;
			static void run(URI node) {
			url = node;
			try (MemoturnClient owner = MemoturnClient.builder().url(node).build()) {
			alice = owner.memory("acme", "alice");
			example();
			} }
			static void example() {
			%s
			} }
			""";

	@TempDir
	Path directory;

	static Stream<String> examples() throws Exception {
		List<String> examples = new ArrayList<>(README.matcher(Files.readString(Path.of("README.md")))
			.results()
			.map((found) -> found.group(1))
			.toList());
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			for (Path source : sources.filter((path) -> path.toString().endsWith(".java")).toList()) {
				JAVADOC.matcher(Files.readString(source))
					.results()
					.map((found) -> found.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
					.forEach(examples::add);
			}
		}
		return examples.stream();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleShouldCompileRunAndPrintWhatItSays(String example) throws Exception {
		String promised = example.lines()
			.map(String::strip)
			.filter((line) -> line.startsWith("// "))
			.map((line) -> line.substring("// ".length()))
			.collect(Collectors.joining("\n"));
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.directory.resolve("data")).port(0).start()) {
			assertThat(run(example.replace("http://127.0.0.1:8080", node.url().toString()), node.url()))
				.isEqualTo(promised);
		}
	}

	@Test
	void thereShouldBeExamplesOfBothKinds() throws Exception {
		assertThat(examples()).hasSizeGreaterThanOrEqualTo(5);
	}

	private String run(String example, URI url) throws Exception {
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		PrintStream before = System.out;
		try (URLClassLoader loader = compile(FRAME.formatted(example))) {
			Method method = loader.loadClass("Example").getDeclaredMethod("run", URI.class);
			method.setAccessible(true);
			System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
			method.invoke(null, url);
		}
		finally {
			System.setOut(before);
		}
		return printed.toString(StandardCharsets.UTF_8).strip();
	}

	private URLClassLoader compile(String source) throws Exception {
		Path file = Files.writeString(this.directory.resolve("Example.java"), source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		boolean compiled = compiler
			.getTask(messages, null, null,
					List.of("-proc:none", "-d", this.directory.toString(), "-classpath",
							System.getProperty("java.class.path")),
					null, compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
			.call();
		assertThat(compiled).as("%s%n%s", messages, source).isTrue();
		return new URLClassLoader(new URL[] { this.directory.toUri().toURL() }, ExamplesTests.class.getClassLoader());
	}

}
