package ai.memoturn.embedded.store.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The file of a branch and its write-ahead log while SQLite has them open; only read, and
 * flushed. A process loses SQLite's locks on a file as soon as it closes any descriptor
 * of it. So this is opened before the first connection, keeps its channels, and is closed
 * after the last connection; the {@code -shm} file, on which the locks of the log are, is
 * never touched.
 * <p>
 * Positional reads of any thread are fine; opening the log is synchronized.
 */
public final class LiveFiles implements AutoCloseable {

	private final Path file;

	private final FileChannel database;

	private volatile @Nullable FileChannel log;

	private LiveFiles(Path file, FileChannel database) {
		this.file = file;
		this.database = database;
	}

	/**
	 * Open a file, before any connection to it is.
	 * @param file the branch's file
	 * @return its reader
	 * @throws IOException if it cannot be read
	 */
	public static LiveFiles open(Path file) throws IOException {
		return new LiveFiles(file, FileChannel.open(file, StandardOpenOption.READ));
	}

	/**
	 * Return the log's channel.
	 * @return the channel, or {@code null} while there is no log
	 */
	private @Nullable FileChannel log() throws IOException {
		FileChannel known = this.log;
		return (known != null) ? known : openLog();
	}

	private synchronized @Nullable FileChannel openLog() throws IOException {
		Path path = this.file.resolveSibling(this.file.getFileName() + "-wal");
		if (this.log == null && Files.exists(path)) {
			// Some systems flush only what is open for writing.
			this.log = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		}
		return this.log;
	}

	/**
	 * Return how long the log is.
	 * @return bytes, 0 while there is none
	 * @throws IOException if that cannot be found out
	 */
	public long logSize() throws IOException {
		FileChannel channel = log();
		return (channel != null) ? channel.size() : 0;
	}

	/**
	 * Bring the log to stable storage, and with it all that was committed before.
	 * @throws IOException if that fails
	 */
	public void flushLog() throws IOException {
		FileChannel channel = log();
		if (channel != null) {
			channel.force(false);
		}
	}

	/**
	 * Return what tells whether somebody has written to the file, though not to the log.
	 * @return when that was last the case, and how long the file is
	 * @throws IOException if that cannot be found out
	 */
	Written written() throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(this.file, BasicFileAttributes.class);
		return new Written(attributes.lastModifiedTime(), attributes.size());
	}

	/**
	 * Read from the log.
	 * @return whether it has as much
	 */
	boolean readLog(ByteBuffer into, long position) throws IOException {
		FileChannel channel = log();
		return channel != null && read(channel, into, position);
	}

	/**
	 * Read from the file, of which the log's pages may not be a part yet.
	 * @param into what to fill
	 * @param position where in the file
	 * @return whether it has as much
	 * @throws IOException if it cannot be read
	 */
	boolean readDatabase(ByteBuffer into, long position) throws IOException {
		return read(this.database, into, position);
	}

	/**
	 * Read a page of the file, of zeros where it has none.
	 */
	void readPage(int number, byte[] page) throws IOException {
		if (!readDatabase(ByteBuffer.wrap(page), (long) (number - 1) * page.length)) {
			Arrays.fill(page, (byte) 0);
		}
	}

	private static boolean read(FileChannel channel, ByteBuffer into, long position) throws IOException {
		long at = position;
		while (into.hasRemaining()) {
			int count = channel.read(into, at);
			if (count < 0) {
				return false;
			}
			at += count;
		}
		return true;
	}

	/**
	 * Close both, after the last connection.
	 */
	@Override
	public void close() throws IOException {
		FileChannel channel = this.log;
		try (this.database) {
			if (channel != null) {
				channel.close();
			}
		}
	}

	/**
	 * When the file was last written to.
	 *
	 * @param time when
	 * @param size how long it is, in bytes
	 */
	record Written(FileTime time, long size) {
	}

}
