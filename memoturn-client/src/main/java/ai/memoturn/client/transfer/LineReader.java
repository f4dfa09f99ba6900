package ai.memoturn.client.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads a file of UTF-8 text page by page, one page in memory at a time. The first line
 * is a page of its own.
 */
final class LineReader implements AutoCloseable {

	private static final int MOST_LINES = 1000;

	/** A page ends with the line that reaches it. */
	private static final int PAGE_CHARACTERS = 2 * 1024 * 1024;

	/** More than a node with default limits takes. */
	private static final int MOST_CHARACTERS = 32 * 1024 * 1024;

	private final BufferedReader reader;

	private long number;

	private LineReader(BufferedReader reader) {
		this.reader = reader;
	}

	static LineReader open(Path file) {
		try {
			// Unlike the one that takes a charset, this decoder refuses what is no UTF-8.
			return new LineReader(new BufferedReader(
					new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()), 1 << 16));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read the next page.
	 * @return the page, {@code null} at the end
	 * @throws IllegalArgumentException if a line is too long or no UTF-8
	 * @throws UncheckedIOException if the file cannot be read
	 */
	@Nullable LinePage next() {
		List<String> lines = new ArrayList<>();
		long firstLine = this.number + 1;
		long characters = 0;
		int most = (this.number == 0) ? 1 : MOST_LINES;
		while (lines.size() < most && characters < PAGE_CHARACTERS) {
			String line = readLine();
			if (line == null) {
				break;
			}
			lines.add(line);
			characters += line.length();
		}
		return lines.isEmpty() ? null : new LinePage(lines, firstLine);
	}

	private @Nullable String readLine() {
		StringBuilder line = new StringBuilder(1024);
		try {
			int c = this.reader.read();
			if (c < 0) {
				return null;
			}
			this.number++;
			for (; c >= 0 && c != '\n'; c = this.reader.read()) {
				if (line.length() == MOST_CHARACTERS) {
					throw bad(this.number, "is longer than " + MOST_CHARACTERS + " characters");
				}
				line.append((char) c);
			}
			return line.toString();
		}
		catch (CharacterCodingException ex) {
			throw bad(this.number + (line.isEmpty() ? 1 : 0), "is not UTF-8");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static IllegalArgumentException bad(long line, String problem) {
		return new IllegalArgumentException("line " + line + ": " + problem);
	}

	@Override
	public void close() {
		try {
			this.reader.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
