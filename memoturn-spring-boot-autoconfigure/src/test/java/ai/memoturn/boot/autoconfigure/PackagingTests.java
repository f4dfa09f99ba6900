package ai.memoturn.boot.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.aot.AbstractAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Packaging}.
 */
class PackagingTests {

	@TempDir
	Path root;

	@ParameterizedTest
	@CsvSource(textBlock = """
			pom.xml,          target/classes
			app/pom.xml,      app/target/test-classes
			build.gradle,     build/classes/java/main
			build.gradle.kts, build/resources/main
			.idea/misc.xml,   out/production/app
			""")
	void whenClassesLieInAProjectThenUnpackaged(String projectFile, String classes) throws IOException {
		file(projectFile);
		assertThat(isUnpackaged(directory(classes))).isTrue();
	}

	@Test
	void whenAnExecutableJarRunsInAProjectThenPackaged() throws IOException {
		file("pom.xml");
		assertThat(isUnpackaged(jar("target/app.jar", "BOOT-INF/classes/"))).isFalse();
		assertThat(isUnpackaged(jar("target/lib/a.jar", "com/"), jar("target/lib/b.jar", "org/"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "BOOT-INF/classes", "WEB-INF/classes", "target/app/WEB-INF/classes" })
	void whenAnArchiveWasUnpackedThenPackagedWhereverItLies(String classes) throws IOException {
		file("pom.xml");
		assertThat(isUnpackaged(directory(classes))).isFalse();
		// The launcher of the archive has the directory above on the class path, too.
		assertThat(isUnpackaged(directory(classes), directory("."))).isFalse();
	}

	@Test
	void whenDirectoriesBelongToNoProjectThenPackaged() throws IOException {
		assertThat(isUnpackaged(directory("app/classes"), directory("app/resources"))).isFalse();
	}

	@Test
	void whenThisTestRunsThenUnpackaged() {
		assertThat(Packaging.isUnpackaged(getClass().getClassLoader())).isTrue();
	}

	@Test
	void whenProcessedAheadOfTimeThenPackaged() {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
		try {
			assertThat(Packaging.isUnpackaged(getClass().getClassLoader())).isFalse();
		}
		finally {
			System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
		}
	}

	@Test
	void whenThereIsNoClassLoaderThenPackaged() {
		assertThat(Packaging.isUnpackaged(null)).isFalse();
	}

	private static boolean isUnpackaged(URL... classPath) throws IOException {
		try (URLClassLoader classLoader = new URLClassLoader(classPath, null)) {
			return Packaging.isUnpackaged(classLoader);
		}
	}

	private void file(String name) throws IOException {
		Path file = this.root.resolve(name);
		Files.createDirectories(file.getParent());
		Files.createFile(file);
	}

	private URL directory(String name) throws IOException {
		return url(Files.createDirectories(this.root.resolve(name)));
	}

	private URL jar(String name, String directory) throws IOException {
		Path file = this.root.resolve(name);
		Files.createDirectories(file.getParent());
		try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out)) {
			jar.putNextEntry(new JarEntry(directory));
			jar.closeEntry();
		}
		return url(file);
	}

	private static URL url(Path path) throws MalformedURLException {
		return path.toUri().toURL();
	}

}
