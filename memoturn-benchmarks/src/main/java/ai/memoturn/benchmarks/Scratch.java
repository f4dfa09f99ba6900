package ai.memoturn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that goes away with everything in it.
 */
record Scratch(Path path) implements AutoCloseable {

	static Scratch create() {
		try {
			return new Scratch(Files.createTempDirectory("memoturn-benchmark"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try (Stream<Path> walk = Files.walk(this.path)) {
			List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
			for (Path entry : deepestFirst) {
				Files.delete(entry);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
