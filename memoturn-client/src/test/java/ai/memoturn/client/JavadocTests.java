package ai.memoturn.client;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Javadoc builds without a warning. What is missing is not looked at: JDK 17 wants
 * the components of a record described again at its compact constructor.
 */
class JavadocTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "memoturn-client", "memoturn-embedded" })
	void javadocShouldBuildWithoutWarnings(String module) throws Exception {
		DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
		StringWriter messages = new StringWriter();
		try (Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"));
				StandardJavaFileManager files = tool.getStandardFileManager(null, null, null)) {
			List<Path> java = sources.filter((path) -> path.toString().endsWith(".java")).toList();
			List<String> options = List.of("-quiet", "-Xdoclint:all,-missing", "-d", this.directory.toString(),
					"-classpath", System.getProperty("java.class.path"));
			boolean built = tool.getTask(messages, files, null, null, options, files.getJavaFileObjectsFromPaths(java))
				.call();
			assertThat(built).as(messages.toString()).isTrue();
		}
		assertThat(messages.toString()).doesNotContain("warning");
	}

}
