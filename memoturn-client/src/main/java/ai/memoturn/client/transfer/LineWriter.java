package ai.memoturn.client.transfer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

import ai.memoturn.client.operation.Checks;

/**
 * Writes a file that is there when it is complete, and not before. Where the file system
 * knows permissions, its owner alone may read it.
 */
final class LineWriter implements AutoCloseable {

	private final Path file;

	private final Path part;

	private final BufferedWriter writer;

	private TransferSummary summary = new TransferSummary(0, 0);

	private LineWriter(Path file, Path part, BufferedWriter writer) {
		this.file = file;
		this.part = part;
		this.writer = writer;
	}

	/**
	 * Begin to write.
	 * @param file the file
	 * @return the writer
	 * @throws IllegalArgumentException if there is such a file
	 * @throws UncheckedIOException if it cannot be written
	 */
	static LineWriter create(Path file) {
		requireAbsent(file);
		try {
			Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
			Path part = Files.createTempFile(directory, file.getFileName() + ".", ".part");
			return new LineWriter(file, part,
					new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(part, StandardOpenOption.WRITE),
							StandardCharsets.UTF_8), 1 << 16));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void requireAbsent(Path file) {
		Checks.argument(Checks.notNull("file", file).getFileName() != null && Files.notExists(file),
				() -> "file must be one that does not exist yet, so that none is lost, but is " + file);
	}

	void write(TransferOperations.ExportAnswer page) {
		try {
			for (String line : page.lines()) {
				this.writer.write(line);
				this.writer.write('\n');
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.summary = this.summary.plus(page.memories(), page.sessions());
	}

	/**
	 * Give the file its name.
	 * @return what it holds
	 */
	TransferSummary complete() {
		try {
			this.writer.close();
			Files.move(this.part, this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this.summary;
	}

	@Override
	public void close() {
		try {
			this.writer.close();
			Files.deleteIfExists(this.part);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
