package ai.memoturn.boot.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import ai.memoturn.embedded.EmbeddedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles and runs the Java examples of the project's README, word for word.
 */
class ReadmeTests {

	private static final String IMPORTS = """
			import java.net.URI;
			import java.nio.file.Path;
			import java.time.Duration;
			import java.util.List;
			import java.util.Map;
			import ai.memoturn.client.*;
			import ai.memoturn.client.database.MemoturnDatabase;
			import ai.memoturn.client.document.DocumentCollection;
			import ai.memoturn.client.memory.*;
			import ai.memoturn.client.transcript.*;
			import ai.memoturn.embedded.EmbeddedNode;
			import org.springframework.web.bind.annotation.*;
			import static ai.memoturn.client.document.Filters.where;
			import static ai.memoturn.client.document.FindOptions.*;
			""";

	@TempDir
	Path directory;

	@Test
	void theExampleOfTheClientShouldPrintWhatItSays() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.directory.resolve("data")).port(0).start()) {
			assertThat(run("client", "URI url", URI.class, node.url()))
				.isEqualTo("vegetarian since 2024 0.04918032786885246 [topic, keyword]");
		}
	}

	@Test
	void theExampleOfTranscriptsShouldPrintWhatItSays() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.directory.resolve("data")).port(0).start()) {
			assertThat(run("transcript", "URI url", URI.class, node.url()).lines())
				.containsExactly("1 What can I cook tonight?", "2 How about a risotto?");
		}
	}

	@Test
	void theExampleOfHistoryShouldPrintWhatItSays() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.directory.resolve("data")).port(0).start()) {
			assertThat(run("history", "URI url", URI.class, node.url()).lines()).containsExactly("lives in Graz",
					"lives in Graz");
		}
	}

	@Test
	void theExampleOfDatabasesShouldPrintWhatItSays() throws Exception {
		try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(this.directory.resolve("data")).port(0).start()) {
			assertThat(run("database", "URI url", URI.class, node.url()).lines()).containsExactly("1", "step 1",
					"[{city=Graz, nights=2}]");
		}
	}

	@Test
	void theExampleOfTheNodeShouldPrintWhereItListens() throws Exception {
		assertThat(run("embedded", "Path directory", Path.class, this.directory.resolve("data")))
			.matches("http://127\\.0\\.0\\.1:\\d+");
	}

	@Test
	void theExampleOfTheStarterShouldServeEachUserItsOwnMemories() throws Exception {
		try (URLClassLoader loader = compile("Assistant", IMPORTS + example("starter"));
				ConfigurableApplicationContext context = new SpringApplication(
						ServletMemoryProfileTests.Application.class, loader.loadClass("Assistant"))
					.run("--server.port=0", "--memoturn.embedded.data-directory=" + this.directory.resolve("data"))) {
			assertThat(send(context, "POST", "/diet?diet=vegan", "user-1")).contains("\"created\"");
			assertThat(send(context, "GET", "/recall?q=vegan", "user-1")).contains("\"summary\":\"eats vegan\"")
				.contains("\"type\":\"fact\"")
				.contains("\"channels\":[\"keyword\"]");
			assertThat(send(context, "GET", "/recall?q=vegan", "user-2")).isEqualTo("[]");
		}
	}

	private static String send(ConfigurableApplicationContext context, String method, String path, String user)
			throws Exception {
		URI url = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(ServletMemoryProfileTests.request(url, user).method(method, BodyPublishers.noBody()).build(),
					BodyHandlers.ofString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	/** Run an example that stands alone, and return what it prints. */
	private <T> String run(String name, String parameter, Class<T> type, T argument) throws Exception {
		String source = IMPORTS + "class Example { static void run(" + parameter + ") {\n" + example(name) + "\n} }";
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		PrintStream before = System.out;
		try (URLClassLoader loader = compile("Example", source)) {
			Method method = loader.loadClass("Example").getDeclaredMethod("run", type);
			method.setAccessible(true);
			System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
			method.invoke(null, argument);
		}
		finally {
			System.setOut(before);
		}
		return printed.toString(StandardCharsets.UTF_8).strip();
	}

	private URLClassLoader compile(String className, String source) throws Exception {
		Path file = Files.writeString(this.directory.resolve(className + ".java"), source);
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-parameters", "-proc:none", "-d", classes.toString(), "-classpath",
				System.getProperty("java.class.path"));
		boolean compiled = compiler
			.getTask(messages, null, null, options, null,
					compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
			.call();
		assertThat(compiled).as("%s%n%s", messages, source).isTrue();
		return new URLClassLoader(new URL[] { classes.toUri().toURL() }, ReadmeTests.class.getClassLoader());
	}

	private static String example(String name) throws Exception {
		String readme = Files.readString(Path.of("..", "README.md"));
		Matcher matcher = Pattern.compile("<!-- example: " + name + " -->\\R```java\\R(.*?)```", Pattern.DOTALL)
			.matcher(readme);
		assertThat(matcher.find()).as("example %s in the README", name).isTrue();
		return matcher.group(1);
	}

}
