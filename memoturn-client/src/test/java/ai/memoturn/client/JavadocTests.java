package ai.memoturn.client;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Javadoc of what is published builds without a warning, nothing missing. Packages
 * that are public only because others of their module meet in them are left out, as the
 * build does.
 */
class JavadocTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "memoturn-client, /operation/", "memoturn-embedded, /embedded/.+/" })
	void javadocShouldBuildWithoutWarnings(String module, String internal) throws Exception {
		Pattern leftOut = Pattern.compile(internal);
		DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
		StringWriter messages = new StringWriter();
		try (Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"));
				StandardJavaFileManager files = tool.getStandardFileManager(null, null, null)) {
			List<Path> java = sources.filter((path) -> path.toString().endsWith(".java"))
				.filter((path) -> !leftOut.matcher(path.toString().replace('\\', '/')).find())
				.toList();
			List<String> options = List.of("-quiet", "-Xdoclint:all", "-d", this.directory.toString(), "-classpath",
					Path.of("..", module, "target", "classes") + File.pathSeparator
							+ System.getProperty("java.class.path"));
			boolean built = tool.getTask(messages, files, null, null, options, files.getJavaFileObjectsFromPaths(java))
				.call();
			assertThat(built).as(messages.toString()).isTrue();
		}
		assertThat(messages.toString()).doesNotContain("warning");
	}

}
