package ai.memoturn.boot.listener.position;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * {@link AuditPositionStore} that keeps each position in a file of a directory, for the
 * processes of one machine. A position is written to another file, forced to the disk and
 * renamed over the old one, so that a crash leaves the old or the new one and nothing in
 * between.
 */
public final class FileAuditPositionStore implements AuditPositionStore {

	// More than any position that a listener lets grow.
	private static final long MAX_BYTES = 256L << 20;

	// A file lock belongs to the whole process, so that its threads need one of their
	// own.
	private static final ReentrantLock[] LOCKS = IntStream.range(0, 64)
		.mapToObj((i) -> new ReentrantLock())
		.toArray(ReentrantLock[]::new);

	private final Path directory;

	private final Faults faults;

	/**
	 * Create a store.
	 * @param directory where the files are; made when something is stored, readable for
	 * the user of the process alone
	 */
	public FileAuditPositionStore(Path directory) {
		this(directory, (step) -> {
		});
	}

	FileAuditPositionStore(Path directory, Faults faults) {
		this.directory = directory.toAbsolutePath().normalize();
		this.faults = faults;
	}

	@Override
	public Optional<Stored> load(String listener) {
		try {
			return read(listener, file(listener, ".position"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The position of the audit listener '" + listener + "' cannot be read from " + this.directory, ex);
		}
	}

	@Override
	public boolean save(long expected, AuditPosition position) {
		String listener = position.listener();
		Path file = file(listener, ".position");
		ReentrantLock threads = LOCKS[Math.floorMod(file.hashCode(), LOCKS.length)];
		threads.lock();
		try {
			createDirectory();
			try (FileChannel channel = FileChannel.open(file(listener, ".lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				FileLock processes = channel.lock();
				try {
					return replace(file, expected, position);
				}
				finally {
					processes.release();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The position of the audit listener '" + listener + "' cannot be written to " + this.directory, ex);
		}
		finally {
			threads.unlock();
		}
	}

	private boolean replace(Path file, long expected, AuditPosition position) throws IOException {
		String listener = position.listener();
		if (read(listener, file).map(Stored::version).orElse(0L) != expected) {
			return false;
		}
		write(file, file(listener, ".new"), (expected + 1) + "\n" + position.encode());
		return true;
	}

	private void createDirectory() throws IOException {
		if (!Files.isDirectory(this.directory)) {
			if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
				Files.createDirectories(this.directory,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			}
			else {
				Files.createDirectories(this.directory);
			}
		}
	}

	private static Optional<Stored> read(String listener, Path file) throws IOException {
		String text;
		try {
			if (Files.size(file) > MAX_BYTES) {
				throw new UnreadablePositionException(listener, "it is larger than any position can be");
			}
			// Bytes that are no ASCII become characters that no position has.
			text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		int end = text.indexOf('\n');
		String version = (end > 0) ? text.substring(0, end) : "";
		if (!version.matches("[1-9][0-9]{0,17}")) {
			throw new UnreadablePositionException(listener, "it does not begin with a version");
		}
		return Optional
			.of(new Stored(Long.parseLong(version), AuditPosition.decode(listener, text.substring(end + 1))));
	}

	private void write(Path file, Path next, String text) throws IOException {
		this.faults.at(Step.CREATE);
		try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING)) {
			ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
			int end = bytes.limit();
			bytes.limit(end / 2);
			writeAll(channel, bytes);
			this.faults.at(Step.WRITE);
			bytes.limit(end);
			writeAll(channel, bytes);
			this.faults.at(Step.FORCE);
			channel.force(true);
		}
		this.faults.at(Step.RENAME);
		Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		this.faults.at(Step.FORCE_DIRECTORY);
		try (FileChannel channel = FileChannel.open(this.directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
				throw ex;
			}
			// Windows opens no directory; it writes renames through.
		}
	}

	private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			channel.write(bytes);
		}
	}

	// Ids may differ in case alone, and name nothing outside the directory whatever they
	// are.
	private Path file(String listener, String suffix) {
		String readable = listener.replaceAll("[^A-Za-z0-9-]", "_");
		String exact = HexFormat.of().formatHex(AuditPosition.digest(listener), 0, 8);
		return this.directory.resolve(readable.substring(0, Math.min(60, readable.length())) + "-" + exact + suffix);
	}

	@Override
	public String describe() {
		return "files in " + this.directory;
	}

	/** Where a write can fail; what comes next has not been done. */
	enum Step {

		CREATE, WRITE, FORCE, RENAME, FORCE_DIRECTORY

	}

	@FunctionalInterface
	interface Faults {

		void at(Step step) throws IOException;

	}

}
