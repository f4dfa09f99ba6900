package ai.memoturn.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an open file of UTF-8 text, one in memory at a time.
 */
final class LineFile implements Iterator<String>, AutoCloseable {

	/** More than the largest memory that a node with default limits takes. */
	private static final int MOST_CHARACTERS = 64 * 1024 * 1024;

	private final BufferedReader reader;

	private final LongConsumer progress;

	private long number;

	private long read;

	private @Nullable String next;

	/**
	 * Open a file.
	 * @param file the file
	 * @param progress told after each line how many bytes lie before the next, about
	 */
	LineFile(Path file, LongConsumer progress) throws IOException {
		InputStream in = Files.newInputStream(file);
		// Unlike the one that takes a charset's name, this decoder refuses what is no
		// UTF-8.
		this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
		this.progress = progress;
	}

	@Override
	public boolean hasNext() {
		if (this.next == null) {
			this.next = readLine();
		}
		return this.next != null;
	}

	@Override
	public String next() {
		if (!hasNext() || this.next == null) {
			throw new NoSuchElementException();
		}
		String line = this.next;
		this.next = null;
		return line;
	}

	private @Nullable String readLine() {
		this.number++;
		StringBuilder line = new StringBuilder(1024);
		try {
			int c = this.reader.read();
			if (c < 0) {
				return null;
			}
			for (; c >= 0 && c != '\n'; c = this.reader.read()) {
				if (line.length() == MOST_CHARACTERS) {
					throw bad("is longer than " + MOST_CHARACTERS + " characters");
				}
				line.append((char) c);
			}
		}
		catch (CharacterCodingException ex) {
			throw bad("is not UTF-8");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.read += line.length() + 1;
		this.progress.accept(this.read);
		return line.toString();
	}

	private Fault bad(String problem) {
		return new Fault(FaultCode.INVALID_REQUEST, "line " + this.number + ": " + problem);
	}

	@Override
	public void close() throws IOException {
		this.reader.close();
	}

}
