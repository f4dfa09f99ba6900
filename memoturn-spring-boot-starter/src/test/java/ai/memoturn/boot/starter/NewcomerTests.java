package ai.memoturn.boot.starter;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the way of somebody who begins, as the project's README shows it: two
 * dependencies, no property, six lines, run in a process and a directory of its own.
 */
class NewcomerTests {

	private static final int MOST_LINES = 6;

	private static final String APPLICATION = """
			import ai.memoturn.client.MemoturnClient;
			import ai.memoturn.client.memory.*;
			import org.springframework.boot.*;
			import org.springframework.boot.autoconfigure.SpringBootApplication;
			import org.springframework.context.annotation.Bean;
			@SpringBootApplication
			public class Application {
			public static void main(String[] arguments) {
			SpringApplication.run(Application.class, arguments);
			}
			%s
			}
			""";

	@Test
	void sixLinesShouldReachTheFirstRecalledMemory(@TempDir Path project) throws Exception {
		String example = example();
		// Lines that only close what others opened do not count.
		assertThat(example.lines().map(String::strip).filter((line) -> line.matches(".*\\w.*")).count())
			.isLessThanOrEqualTo(MOST_LINES);
		// What makes a directory a project, from which applications run unpackaged.
		Files.createFile(project.resolve("pom.xml"));
		Path classes = Files.createDirectories(project.resolve("classes").resolve("newcomer"));
		compile(Files.writeString(project.resolve("Application.java"),
				"package newcomer;\n" + APPLICATION.formatted(example)), classes.getParent());
		Path output = project.resolve("output.txt");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classes.getParent() + File.pathSeparator + classPath(), "newcomer.Application")
			.directory(project.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(Files.readAllLines(output)).contains("vegetarian since 2024");
		assertThat(process.exitValue()).isZero();
		assertThat(project.resolve("memoturn-data")).isNotEmptyDirectory();
	}

	private static void compile(Path source, Path classes) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-parameters", "-proc:none", "-d", classes.toString(), "-classpath",
				classPath());
		boolean compiled = compiler
			.getTask(messages, null, null, options, null,
					compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
			.call();
		assertThat(compiled).as("%s", messages).isTrue();
	}

	/** The two dependencies and what they bring, without what tests this. */
	private static String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("test-classes")
					&& !entry.matches(".*(junit|mockito|spring-boot-test).*"))
			.reduce((one, other) -> one + File.pathSeparator + other)
			.orElseThrow();
	}

	private static String example() throws Exception {
		String readme = Files.readString(Path.of("..", "README.md"));
		Matcher matcher = Pattern.compile("<!-- example: newcomer -->\\R```java\\R(.*?)```", Pattern.DOTALL)
			.matcher(readme);
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
