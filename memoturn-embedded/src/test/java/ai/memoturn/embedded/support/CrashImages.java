package ai.memoturn.embedded.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Copies of data directories, as a crash would leave them.
 */
public final class CrashImages {

	private CrashImages() {
	}

	/**
	 * Copy a data directory while a node uses it, without what a start makes anew.
	 * @param directory the directory
	 * @param target where the copy is to be, which must not be there
	 */
	public static void copy(Path directory, Path target) {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.toList()) {
				if (!file.toString().contains("native") && !file.toString().endsWith("-shm")) {
					Files.copy(file, target.resolve(directory.relativize(file)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
