package ai.memoturn.embedded.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A file with a secret, which only its owner may read.
 */
final class KeyFile {

	private static final int MOST_BYTES = 4096;

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

	private final Path file;

	KeyFile(Path file) {
		this.file = file;
	}

	/**
	 * Read the secret.
	 * @return the file's content, or {@code null} if there is no such file
	 * @throws BadKeyException if others may read it, or it cannot be read
	 */
	byte @Nullable [] read() {
		try {
			refuseReadableByOthers();
			byte[] content;
			try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
				ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
				while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
					// Until the end or full.
				}
				buffer.flip();
				content = new byte[buffer.remaining()];
				buffer.get(content);
			}
			return content;
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new BadKeyException("The key file " + this.file + " cannot be read by this process", ex);
		}
	}

	private void refuseReadableByOthers() throws IOException {
		if (!isPosix()) {
			return;
		}
		EnumSet<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
		others.removeAll(PosixFilePermissions.fromString("rwx------"));
		others.retainAll(Files.getPosixFilePermissions(this.file));
		if (!others.isEmpty()) {
			throw new BadKeyException("The key file " + this.file
					+ " can be used by others than its owner. Have a look who could have read it, then chmod 600 it, or"
					+ " delete it to have a new key made", null);
		}
	}

	/**
	 * Create the file. After a crash it is there as a whole or not at all.
	 * @param secret what to write
	 * @throws BadKeyException if it cannot be written
	 */
	void create(byte[] secret) {
		Path unfinished = this.file.resolveSibling(this.file.getFileName() + ".new");
		try {
			Files.deleteIfExists(unfinished);
			FileAttribute<?>[] attributes = isPosix()
					? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(OWNER_ONLY) }
					: new FileAttribute<?>[0];
			try (FileChannel channel = FileChannel.open(unfinished,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
				ByteBuffer buffer = ByteBuffer.wrap(secret);
				while (buffer.hasRemaining()) {
					channel.write(buffer);
				}
				channel.force(true);
			}
			Files.move(unfinished, this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new BadKeyException("The key file " + this.file + " cannot be written by this process", ex);
		}
	}

	private boolean isPosix() {
		return this.file.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
