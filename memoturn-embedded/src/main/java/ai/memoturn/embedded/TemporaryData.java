package ai.memoturn.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory that is gone with its node.
 */
final class TemporaryData {

	private static final Logger logger = LoggerFactory.getLogger(TemporaryData.class);

	private TemporaryData() {
	}

	/**
	 * Name a directory that is not there yet; the store makes it, like any other.
	 */
	static Path newDirectory() {
		return Path.of(System.getProperty("java.io.tmpdir"), "memoturn-" + UUID.randomUUID());
	}

	/**
	 * Delete a directory with all that is in it, as far as that is possible.
	 */
	static void delete(Path directory) {
		try {
			Files.walkFileTree(directory, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.delete(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
						throws IOException {
					if (failure != null) {
						throw failure;
					}
					Files.delete(visited);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			logger.warn("The temporary data in {} could not be deleted", directory, ex);
		}
	}

}
