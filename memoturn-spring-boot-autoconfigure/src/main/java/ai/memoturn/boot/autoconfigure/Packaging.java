package ai.memoturn.boot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Tells an application under development from one that was built to be deployed.
 * <p>
 * Unpackaged means that some class directory of a project is on the class path: a
 * directory with a build file of a project beside or above it, as in an IDE, with
 * {@code spring-boot:run} or in a test. Everything else counts as packaged: an executable
 * or extracted jar, a war, and the directories of a container image, for which a
 * directory alone would not tell.
 */
final class Packaging {

	private static final List<String> PROJECT_FILES = List.of("pom.xml", "build.gradle", "build.gradle.kts",
			"build.sbt", "build.xml", ".idea", ".git");

	/** Where an unpacked archive has its classes, wherever it was unpacked. */
	private static final List<Path> ARCHIVE_DIRECTORIES = List.of(Path.of("BOOT-INF", "classes"),
			Path.of("WEB-INF", "classes"));

	private Packaging() {
	}

	/**
	 * Return whether the application runs from the class directories of a project.
	 * @param classLoader the application's class loader
	 * @return {@code true} if so; {@code false} while the application is processed ahead
	 * of time, because what is decided then holds for the packaged application
	 */
	static boolean isUnpackaged(@Nullable ClassLoader classLoader) {
		if (classLoader == null || Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return false;
		}
		List<Path> directories = classDirectories(classLoader);
		return directories.stream().noneMatch(Packaging::isInArchive)
				&& directories.stream().anyMatch(Packaging::isInProject);
	}

	private static List<Path> classDirectories(ClassLoader classLoader) {
		try {
			// The empty name finds the directories of a class path and no jar file.
			return Collections.list(classLoader.getResources(""))
				.stream()
				.filter((location) -> "file".equals(location.getProtocol()))
				.map(Packaging::toPath)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the class path", ex);
		}
	}

	private static boolean isInArchive(Path directory) {
		return ARCHIVE_DIRECTORIES.stream().anyMatch(directory::endsWith);
	}

	private static boolean isInProject(Path directory) {
		for (Path parent = directory; parent != null; parent = parent.getParent()) {
			if (PROJECT_FILES.stream().map(parent::resolve).anyMatch(Files::exists)) {
				return true;
			}
		}
		return false;
	}

	private static Path toPath(URL location) {
		try {
			return Path.of(new URI(location.toString())).toAbsolutePath().normalize();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("Not a URI: " + location, ex);
		}
	}

}
